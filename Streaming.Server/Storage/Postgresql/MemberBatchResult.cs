using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>The result of a transaction that changed members.</summary>
internal sealed record MemberBatchResult
{
    /// <summary>The identity of the tables, which changes with a crash of PostgreSQL. Null if the answer was lost.</summary>
    public Guid? Tables { get; init; }

    /// <summary>The number of removed members of dead nodes.</summary>
    public int Removed { get; init; }

    /// <summary>The ids of the topics whose numbers of members have changed and were not published.</summary>
    public IReadOnlyList<int> Pending { get; init; } = [];

    /// <summary>The appended messages of each topic.</summary>
    public IReadOnlyList<(AppendRequest Append, AppendResult Result)> Appended { get; init; } = [];

    /// <summary>The topics with new messages and their newest offsets, if the answer was lost.</summary>
    public IReadOnlyList<(TopicName Topic, long Newest)> Moved { get; init; } = [];
}
