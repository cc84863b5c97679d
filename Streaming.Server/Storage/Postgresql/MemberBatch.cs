namespace Streaming.Server.Storage.Postgresql;

/// <summary>Describes the joins and leaves of room members that one transaction stores.</summary>
internal sealed record MemberBatch
{
    /// <summary>The joins and leaves, in the order in which they are stored.</summary>
    public IReadOnlyList<MemberChange> Changes { get; init; } = [];

    /// <summary>
    /// The ids of the topics of rooms. If the number of members of such a room has changed since it was last published, this transaction
    /// publishes it.
    /// </summary>
    public IReadOnlyCollection<int> Published { get; init; } = [];

    /// <summary>The id under which this node (server process) is registered in the database.</summary>
    public required Guid Node { get; init; }

    /// <summary>
    /// The id under which this node had stored the members before, and the identity of the tables at that time. Set if this node had to
    /// register again under a new id; null if the members are new.
    /// </summary>
    public (Guid Node, Guid Tables)? Before { get; init; }
}
