namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Represents this process as the only node (server process) on its store. It holds all leases (rights to do a task that only one of
/// several nodes should do). Several processes may use one SQLite file: each of them counts as the only node.
/// </summary>
internal sealed class SingleNode(OwnNode own, TimeProvider time) : INodeRegistry, ILeases
{
    private readonly Guid _id = Guid.NewGuid();

    public int Count => 1;

    public TimeSpan HeartbeatAge => TimeSpan.Zero;

    public BusLag Lag => default;

    public bool IsHeld(NodeLease lease) => true;

    public ValueTask<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken) =>
        new([new NodeState(
            _id, own.Name, OwnNode.Version, own.Started.UtcDateTime, time.GetUtcNow().UtcDateTime, IsAlive: true, IsThis: true, Lag)]);
}
