using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Relay;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>
/// One scenario for each transport and each fault of the network, and one for each transport in which the server is killed.
/// </summary>
internal static class TransportScenarios
{
    public const string Family = "transports";

    private const int Readers = 6;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(10);
    private static readonly string[] s_topics = ["room:stress0", "room:stress1", "room:stress2"];

    // Joins and leaves of rooms are messages of the server; the scenarios of presence have them.
    private static readonly ServerOptions s_options = new ServerOptions().With(
        ("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:Presence", "false"));

    private static readonly ITransport[] s_transports =
    [
        new SseTransport(hasSeveralTopics: false), new SseTransport(hasSeveralTopics: true), new RoomTransport(),
        new CentrifugalTransport(isProtobuf: false), new CentrifugalTransport(isProtobuf: true), new SignalRTransport(),
        new DurableStreamsTransport(isLongPoll: false), new DurableStreamsTransport(isLongPoll: true), new HistoryTransport(),
    ];

    public static IEnumerable<IScenario> All { get; } = [.. s_transports.SelectMany(Of), .. Publishing()];

    private static IEnumerable<IScenario> Of(ITransport transport)
    {
        foreach (var fault in NetworkFault.All)
        {
            yield return new Scenario(Family, $"{transport.Name}-{fault.Name}",
                $"{fault.Text}: subscribers over {transport.Name} resume, and receive each message once and in order.",
                (run, ct) => RunAsync(run, transport, fault, ct));
        }

        yield return new Scenario(Family, $"{transport.Name}-kill",
            $"kill -9 of the server: subscribers over {transport.Name} resume, and receive each acknowledged message once and in order.",
            (run, ct) => KillAsync(run, transport, ct));
    }

    private static IEnumerable<IScenario> Publishing() => NetworkFault.All.SelectMany(fault => (Scenario[])
    [
        new(Family, $"publish-{fault.Name}",
            $"{fault.Text}: a publish without an answer is stored as a whole or not at all, and one with an answer is kept.",
            (run, ct) => PublishAsync(run, fault, isIdempotent: false, ct)),
        new(Family, $"idempotent-{fault.Name}",
            $"{fault.Text}: a publish that is repeated with its Idempotency-Key until it is acknowledged is stored once.",
            (run, ct) => PublishAsync(run, fault, isIdempotent: true, ct)),
    ]);

    private static async Task RunAsync(ScenarioRun run, ITransport transport, NetworkFault fault, CancellationToken cancellationToken)
    {
        var server = await run.Servers.StartAsync(s_options, cancellationToken);
        await using var relay = new TcpRelay(server.Address.Port);
        await using var publishers = new Workload(run, () => server.Address);
        await using var readers = new Workload(run, () => relay.Address);
        publishers.Publish(2, new PublishOptions { Topics = s_topics, MaxBatch = 5, Pause = TimeSpan.FromMilliseconds(5) });
        Read(readers, transport);
        await CauseAsync(run, relay, fault, cancellationToken);
        await publishers.EndAsync(server.Address, cancellationToken);
        await readers.EndAsync(server.Address, cancellationToken);
        run.Result.Count("cuts", relay.Cuts);
    }

    private static async Task KillAsync(ScenarioRun run, ITransport transport, CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        var server = await run.Servers.StartAsync(s_options, cancellationToken);
        await using var load = new Workload(run, () => server.Address);
        load.Publish(2, new PublishOptions { Topics = s_topics, MaxBatch = 5, Pause = TimeSpan.FromMilliseconds(5) });
        Read(load, transport);
        for (var i = 0; i < run.Kills(3) && !run.IsOver(TimeSpan.FromMinutes(5)); i++)
        {
            await Task.Delay(random.Next(300, 2_000), cancellationToken);
            await ProcessFaults.KillAsync(run, server, cancellationToken);
        }

        await load.EndAsync(server.Address, cancellationToken);
    }

    private static async Task PublishAsync(ScenarioRun run, NetworkFault fault, bool isIdempotent, CancellationToken cancellationToken)
    {
        var server = await run.Servers.StartAsync(s_options, cancellationToken);
        await using var relay = new TcpRelay(server.Address.Port);
        var random = run.NewRandom();
        if (fault.Name == "cut")
            relay.CutAfterRequestBytes = () => random.Next(100, 20_000);
        await using var load = new Workload(run, () => relay.Address);
        load.Publish(6, new PublishOptions { Topics = s_topics, MaxBatch = 20, Padding = 100, IsIdempotent = isIdempotent });
        await CauseAsync(run, relay, fault, cancellationToken);
        relay.CutAfterRequestBytes = null;
        await load.EndAsync(server.Address, cancellationToken);
        run.Result.Count("cuts", relay.Cuts);
    }

    private static void Read(Workload load, ITransport transport)
    {
        if (transport.HasSeveralTopics)
        {
            load.Read(Readers, transport, s_topics);
            return;
        }

        foreach (var topic in s_topics)
            load.Read(Readers / s_topics.Length, transport, topic);
    }

    private static async Task CauseAsync(ScenarioRun run, TcpRelay relay, NetworkFault fault, CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        while (!run.IsOver(s_duration))
        {
            await Task.Delay(random.Next(50, 500), cancellationToken);
            await fault.RunAsync(relay, random, cancellationToken);
            run.Result.Count("faults");
        }
    }
}
