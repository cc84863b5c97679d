using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>The log of topics that are kept in memory. It answers at once, so that a publish needs no queue.</summary>
internal interface IMemoryTopicLog : ITopicLog
{
    /// <summary>Appends.</summary>
    /// <param name="append">The messages.</param>
    /// <param name="messages">The messages that are new, with their offsets.</param>
    AppendResult Append(AppendRequest append, out Message[] messages);
}
