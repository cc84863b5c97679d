using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Holds the result of a transaction that stored joins and leaves of room members.</summary>
internal sealed record MemberBatchResult
{
    /// <summary>
    /// The identity of the tables that contain the members; null if the answer of the database was lost. A crash of PostgreSQL empties
    /// these tables, which then have another identity.
    /// </summary>
    public Guid? Tables { get; init; }

    /// <summary>The number of members of dead nodes that the transaction has removed.</summary>
    public int Removed { get; init; }

    /// <summary>The ids of the topics of rooms whose number of members has changed, but was not published yet.</summary>
    public IReadOnlyList<int> Pending { get; init; } = [];

    /// <summary>The messages that the transaction appended, grouped by topic. Empty if the answer of the database was lost.</summary>
    public IReadOnlyList<(AppendRequest Append, AppendResult Result)> Appended { get; init; } = [];

    /// <summary>
    /// The topics to which the transaction appended messages. Filled only if the answer of the database was lost; otherwise empty.
    /// </summary>
    public IReadOnlyList<TopicName> Moved { get; init; } = [];
}
