using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Stores the messages of topics whose policy selects memory. Appends are synchronous, so that a publish to such a topic needs no queue.
/// </summary>
internal interface IMemoryTopicLog : ITopicLog
{
    /// <summary>Appends messages to a topic whose messages are stored in memory only.</summary>
    /// <param name="append">The messages to append, and their topic.</param>
    /// <param name="messages">The messages that were appended, with their offsets.</param>
    AppendResult Append(AppendRequest append, out Message[] messages);
}
