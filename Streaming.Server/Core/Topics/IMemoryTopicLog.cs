using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>The log of topics that are kept in memory. It appends synchronously, so that a publish needs no queue.</summary>
internal interface IMemoryTopicLog : ITopicLog
{
    /// <summary>Appends messages.</summary>
    /// <param name="append">The messages, with their topic.</param>
    /// <param name="messages">The messages that were added, with their offsets.</param>
    AppendResult Append(AppendRequest append, out Message[] messages);
}
