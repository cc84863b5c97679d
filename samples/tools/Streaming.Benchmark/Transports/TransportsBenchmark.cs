using System.Diagnostics;
using System.Net.Http.Headers;
using Streaming.Benchmark.Cluster;

namespace Streaming.Benchmark.Transports;

/// <summary>
/// Measures the processor time of the server for each message that a reader receives, on all transports, and compares it with the plain
/// room of the same round. The topics are in memory; a message has 200 bytes.
/// </summary>
/// <param name="servers">The source of the measured server.</param>
/// <param name="report">The report to which the figures are added.</param>
/// <param name="options">The numbers of readers, rounds and seconds; what the names of the transports contain.</param>
internal sealed class TransportsBenchmark(ServerSource servers, Report report, BenchmarkOptions options)
{
    private const int MessageBytes = 200;

    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _duration = TimeSpan.FromSeconds(options.Seconds);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await servers.StartAsync(cancellationToken, "--Storage:Provider=memory");
        await CreateStreamAsync(server, cancellationToken);
        var others = ReaderKind.Others.Where(kind => kind.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)).ToArray();
        ReaderKind[] all = [ReaderKind.Room, .. others];
        // The first round only warms up: the runtime compiles the methods again.
        foreach (var kind in all)
            await MeasureAsync(server, kind, cancellationToken);
        var costs = all.ToDictionary(kind => kind, _ => new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var kind in all)
                costs[kind].Add(await MeasureAsync(server, kind, cancellationToken));
        }

        var room = costs[ReaderKind.Room];
        report.Add($"processor time of a delivery, {options.Readers:N0} readers, 100 messages/s, {ReaderKind.Room.Name}", "µs", room);
        foreach (var kind in others)
        {
            report.Add($"the same, {kind.Name}", "µs", costs[kind]);
            report.Add($"· {kind.Name} over room", "×", costs[kind].Zip(room, static (cost, of) => cost / of));
        }
    }

    private static async Task CreateStreamAsync(Server server, CancellationToken cancellationToken)
    {
        using var http = server.Connect();
        using var body = new ByteArrayContent([]);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        using var created = await http.PutAsync(new Uri("/v1/stream/room/b0", UriKind.Relative), body, cancellationToken);
        created.EnsureSuccessStatusCode();
    }

    private async Task<double> MeasureAsync(Server server, ReaderKind kind, CancellationToken cancellationToken)
    {
        using var set = await ReaderSet.OpenAsync(server.Url, kind, options.Readers, cancellationToken);
        using var publisher = await PublishConnection.OpenAsync(server.Url, cancellationToken, MessageBytes);
        await AwaitQuietAsync(server, cancellationToken);
        var before = ProcessorTime.Of(server.Process!);
        var published = await PacedPublishes.RunAsync(
            [publisher], number => ReaderKind.TopicOf(number % kind.Topics), _duration, cancellationToken);
        await set.ReachAsync((long)published * options.Readers, s_patience, cancellationToken);
        return (ProcessorTime.Of(server.Process!) - before) * 1e6 / set.Received;
    }

    // Each member of a room receives the messages about the members that join after it: half a million of 1,000 members. They must not
    // count as a part of the measured deliveries, so the measurement waits until the server and the readers have handled them.
    private static async Task AwaitQuietAsync(Server server, CancellationToken cancellationToken)
    {
        using var self = Process.GetCurrentProcess();
        for (var waited = TimeSpan.Zero; ; waited += s_quiet)
        {
            var before = ProcessorTime.Of(server.Process!) + ProcessorTime.Of(self);
            await Task.Delay(s_quiet, cancellationToken);
            if (ProcessorTime.Of(server.Process!) + ProcessorTime.Of(self) - before < s_quiet.TotalSeconds / 10)
                return;
            if (waited > s_patience)
                throw new BenchmarkException("The server is still busy with the readers that were opened.");
        }
    }
}
