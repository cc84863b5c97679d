using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Stores the messages of topics whose policy selects memory instead of a store on disk. A publish to such a topic is carried out at once
/// and needs no queue.
/// </summary>
internal interface IMemoryTopicLog : ITopicLog
{
    /// <summary>Appends messages to a topic whose policy selects memory.</summary>
    /// <param name="append">The request, which contains the topic and the messages to append.</param>
    /// <param name="messages">The messages that were appended, with their offsets.</param>
    AppendResult Append(AppendRequest append, out Message[] messages);
}
