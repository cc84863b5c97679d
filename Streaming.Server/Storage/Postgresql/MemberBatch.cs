namespace Streaming.Server.Storage.Postgresql;

/// <summary>The changes of members in one transaction.</summary>
internal sealed record MemberBatch
{
    /// <summary>The joins and leaves, in order.</summary>
    public IReadOnlyList<MemberChange> Changes { get; init; } = [];

    /// <summary>The ids of the topics whose numbers of members are published now if they have changed.</summary>
    public IReadOnlyCollection<int> Published { get; init; } = [];

    /// <summary>The id under which this node is registered.</summary>
    public required Guid Node { get; init; }

    /// <summary>
    /// The id under which this node has stored the members before, and the identity of the tables at that time, if it brings them again.
    /// </summary>
    public (Guid Node, Guid Tables)? Before { get; init; }
}
