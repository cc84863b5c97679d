namespace Streaming.Server.Core.Nodes;

/// <summary>The only node on its store, which holds all leases. Several processes on one SQLite file each count as such a node.</summary>
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
