using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>Describes the end of a topic in memory: the topic was closed or deleted.</summary>
/// <param name="Message">The last message for each subscriber. All subscribers share this object.</param>
/// <param name="Life">The number of the topic's life (the time between its creation and its deletion) that has ended.</param>
/// <param name="IsDeleted">True if the topic was deleted, so that its subscribers end immediately. False if it was closed: each subscriber
/// first receives the messages that it has not received yet.</param>
internal sealed record TopicEnd(Message Message, int Life, bool IsDeleted);
