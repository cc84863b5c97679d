using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Relay;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>Scenarios with three nodes on one PostgreSQL database.</summary>
internal static class NodeScenarios
{
    public const string Family = "nodes";

    private const int Nodes = 3;
    private const int Kills = 4;

    private static readonly string[] s_topics = ["room:nodes0", "room:nodes1", "room:nodes2", "room:nodes3"];

    private static readonly ServerOptions s_options = new ServerOptions().With(
        ("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:Presence", "false"));

    public static IEnumerable<IScenario> All { get; } = NodeFault.All.Select(fault => new Scenario(
        Family, $"nodes-{fault.Name}",
        $"{fault.Text}, while all transports are used on three nodes: nothing acknowledged is lost, doubled or moved.",
        (run, ct) => RunAsync(run, fault, Kills, TimeSpan.FromMinutes(10), ct))
    {
        Missing = PostgresqlPrograms.Missing,
    });

    /// <summary>Runs three nodes with a fault that is repeated.</summary>
    /// <param name="run">The run of the scenario.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="faults">The number of faults, unless the command line has another one.</param>
    /// <param name="duration">The longest time of the faults, unless the command line has another one.</param>
    /// <param name="cancellationToken">Ends the scenario.</param>
    public static async Task RunAsync(
        ScenarioRun run, NodeFault fault, int faults, TimeSpan duration, CancellationToken cancellationToken)
    {
        TcpRelay? relay = null;
        var nodes = await NodeSet.StartAsync(
            run.Servers, Nodes, s_options, postgresql => (relay = new TcpRelay(postgresql.Port)).Port, cancellationToken);
        await using var ended = relay!;
        var random = run.NewRandom();
        await using var load = new Workload(run, () => nodes.Any(random));
        load.Publish(4, new PublishOptions { Topics = s_topics, MaxBatch = 10, Pause = TimeSpan.FromMilliseconds(2) });
        load.Publish(2, new PublishOptions { Topics = s_topics, MaxBatch = 10, IsIdempotent = true });
        Read(load);
        var moments = run.NewRandom();
        for (var i = 0; i < run.Kills(faults) && !run.IsOver(duration); i++)
        {
            await Task.Delay(moments.Next(300, 2_000), cancellationToken);
            await fault.RunAsync(run, nodes, relay!, moments, cancellationToken);
        }

        await load.EndAsync(nodes.Nodes[0].Address, cancellationToken);
    }

    private static void Read(Workload load)
    {
        load.Read(2, new SseTransport(hasSeveralTopics: true), s_topics);
        load.Read(1, new CentrifugalTransport(isProtobuf: true), s_topics);
        load.Read(1, new RoomTransport(), s_topics[0]);
        load.Read(1, new SignalRTransport(), s_topics[1]);
        load.Read(1, new DurableStreamsTransport(isLongPoll: false), s_topics[2]);
        load.Read(1, new SseTransport(hasSeveralTopics: false), s_topics[3]);
    }
}
