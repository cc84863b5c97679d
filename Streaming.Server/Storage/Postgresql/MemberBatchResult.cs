using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Holds the result of a transaction that stored joins and leaves of room members.</summary>
internal sealed record MemberBatchResult
{
    /// <summary>
    /// The identity of the tables of members. A crash of PostgreSQL empties these tables and gives them another identity. Null if the
    /// answer of the database was lost.
    /// </summary>
    public Guid? Tables { get; init; }

    /// <summary>The number of members of dead nodes that the transaction has removed.</summary>
    public int Removed { get; init; }

    /// <summary>The ids of the topics of rooms whose number of members has changed, but was not published yet.</summary>
    public IReadOnlyList<int> Pending { get; init; } = [];

    /// <summary>The messages that the transaction appended, grouped by topic. Empty if the answer of the database was lost.</summary>
    public IReadOnlyList<(AppendRequest Append, AppendResult Result)> Appended { get; init; } = [];

    /// <summary>
    /// If the answer of the database was lost: the topics to which the transaction appended messages, each with its newest offset.
    /// Otherwise empty.
    /// </summary>
    public IReadOnlyList<(TopicName Topic, long Newest)> Moved { get; init; } = [];
}
