using Streaming.Stress.Clients;
using Streaming.Stress.Relay;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>Rounds of subscribers of all transports that are cut off in the middle of their streams.</summary>
internal static class LeftoversRun
{
    private const int Rounds = 4;
    private const int PerTransport = 60;

    private static readonly string[] s_topics = ["room:left0", "room:left1", "room:left2"];

    private static readonly ITransport[] s_transports =
    [
        new SseTransport(hasSeveralTopics: false), new RoomTransport(), new CentrifugalTransport(isProtobuf: false),
        new SignalRTransport(), new DurableStreamsTransport(isLongPoll: false), new DurableStreamsTransport(isLongPoll: true),
    ];

    public static async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        // With presence, Centrifugal clients that did not ask for joins and leaves receive no message at the offsets of these.
        var server = await run.Servers.StartAsync(
            new ServerOptions().With(("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:Presence", "false")), cancellationToken);
        await RoundAsync(run, server, 2, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        var before = await ServerState.ReadAsync(server, cancellationToken);
        before = before with { Connections = 0, Streams = 0 };
        for (var round = 0; round < Rounds; round++)
            await RoundAsync(run, server, PerTransport, cancellationToken);
        await run.Ledger.CheckAsync(server.Address, cancellationToken);
        await Leftovers.CheckAsync(run, server, before, cancellationToken);
    }

    private static async Task RoundAsync(ScenarioRun run, ServerProcess server, int perTransport, CancellationToken cancellationToken)
    {
        await using var relay = new TcpRelay(server.Address.Port);
        await using var publishers = new Workload(run, () => server.Address);
        await using var readers = new Workload(run, () => relay.Address);
        publishers.Publish(2, new PublishOptions { Topics = s_topics, Pause = TimeSpan.FromMilliseconds(20) });
        foreach (var transport in s_transports)
            readers.Read(perTransport, transport, s_topics[0]);
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
        relay.Refuses = true;
        relay.CutAll();
        await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        relay.Refuses = false;
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        await publishers.StopPublishingAsync();
        // The relay ends before the subscribers, as a network does: no side closes its streams in order.
        await readers.AbandonAsync();
        run.Result.Count("rounds");
    }
}
