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
/// <param name="readers">The number of readers.</param>
/// <param name="only">A text that the names of the compared transports contain; empty for all transports.</param>
internal sealed class TransportsBenchmark(ServerSource servers, Report report, int readers, string only)
{
    private const int Rounds = 3;
    private const int WarmUpReaders = 200;
    private const int MessageBytes = 200;

    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await servers.StartAsync(cancellationToken, "--Storage:Provider=memory");
        await CreateStreamAsync(server, cancellationToken);
        var others = ReaderKind.Others.Where(kind => kind.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToArray();
        ReaderKind[] all = [ReaderKind.Room, .. others];
        foreach (var kind in all)
            await MeasureAsync(server, kind, WarmUpReaders, cancellationToken);
        var costs = all.ToDictionary(kind => kind, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var kind in all)
                costs[kind].Add(await MeasureAsync(server, kind, readers, cancellationToken));
        }

        var room = costs[ReaderKind.Room];
        report.Add($"processor time of a delivery, {readers:N0} readers, 100 messages/s, {ReaderKind.Room.Name}", "µs", room);
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

    private static async Task<double> MeasureAsync(Server server, ReaderKind kind, int readers, CancellationToken cancellationToken)
    {
        using var set = await ReaderSet.OpenAsync(server.Url, kind, readers, cancellationToken);
        using var publisher = await PublishConnection.OpenAsync(server.Url, cancellationToken, MessageBytes);
        await AwaitQuietAsync(server, cancellationToken);
        var before = ProcessorTime.Of(server.Process!);
        var published = await PacedPublishes.RunAsync(
            [publisher], number => ReaderKind.TopicOf(number % kind.Topics), s_duration, cancellationToken);
        await set.ReachAsync((long)published * readers, s_patience, cancellationToken);
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
