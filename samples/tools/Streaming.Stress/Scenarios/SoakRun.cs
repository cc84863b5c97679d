using Streaming.Stress.Clients;
using Streaming.Stress.Relay;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>
/// A long run in which subscribers of all transports are cut off and return all the time. The memory at the end is compared with that
/// after a sixth of the time: minute ten of an hour.
/// </summary>
internal static class SoakRun
{
    private const double MaxGrowth = 1.10;
    private const int ReadersPerTopic = 8;

    private static readonly TimeSpan s_duration = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly string[] s_topics = ["room:soak0", "room:soak1", "room:soak2", "room:soak3"];

    private static readonly ITransport[] s_transports =
    [
        new SseTransport(hasSeveralTopics: false), new RoomTransport(), new CentrifugalTransport(isProtobuf: false),
        new CentrifugalTransport(isProtobuf: true), new SignalRTransport(), new DurableStreamsTransport(isLongPoll: false),
    ];

    public static async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var server = await run.Servers.StartAsync(
            new ServerOptions().With(("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:Presence", "false")), cancellationToken);
        await using var relay = new TcpRelay(server.Address.Port);
        await using var publishers = new Workload(run, () => server.Address);
        await using var readers = new Workload(run, () => relay.Address);
        publishers.Publish(2, new PublishOptions { Topics = s_topics, MaxBatch = 3, Pause = TimeSpan.FromMilliseconds(20) });
        foreach (var transport in s_transports)
        {
            foreach (var topic in s_topics)
                readers.Read(ReadersPerTopic, transport, topic);
        }

        var memory = await ChurnAsync(run, server, relay, cancellationToken);
        var (early, late) = (Median(memory, 1.0 / 6), Median(memory, 1));
        run.Result.Count("MB early", (long)early);
        run.Result.Count("MB at the end", (long)late);
        run.Result.Check(Promises.Memory, late <= early * MaxGrowth, FormattableString.Invariant($"at most {early * MaxGrowth:0} MB"),
            FormattableString.Invariant($"{late:0} MB"));
        await publishers.EndAsync(server.Address, cancellationToken);
        await readers.EndAsync(server.Address, cancellationToken);
    }

    private static async Task<List<double>> ChurnAsync(
        ScenarioRun run, ServerProcess server, TcpRelay relay, CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        var memory = new List<double>();
        while (!run.IsOver(s_duration))
        {
            await Task.Delay(s_interval, cancellationToken);
            relay.CutSome(random, 0.1);
            memory.Add(ProcessFiles.Megabytes(server.Id));
        }

        return memory;
    }

    // The median around a part of the run, since memory goes up and down with each garbage collection.
    private static double Median(List<double> samples, double part)
    {
        var width = Math.Max(1, samples.Count / 15);
        var begin = Math.Clamp((int)(samples.Count * part) - width, 0, samples.Count - width);
        return samples.GetRange(begin, width).Order().ElementAt(width / 2);
    }
}
