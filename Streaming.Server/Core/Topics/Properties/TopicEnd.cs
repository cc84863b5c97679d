using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics.Properties;

/// <summary>The end of a topic's life in memory: the topic was closed, or it was deleted.</summary>
/// <param name="Message">The last message for each subscriber, shared by all of them.</param>
/// <param name="Life">The number of the life of the topic that has ended.</param>
/// <param name="IsDeleted">Whether the topic's messages are deleted, so that subscribers end at once; otherwise each subscriber first
/// receives the messages that it lacks.</param>
internal sealed record TopicEnd(Message Message, int Life, bool IsDeleted);
