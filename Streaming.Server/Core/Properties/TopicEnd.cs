using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>Records, for a topic in memory, that the topic was closed or deleted, or has expired.</summary>
/// <param name="Message">The message of type <c>closed</c> that each subscriber receives as its last one. All subscribers share this
/// object.</param>
/// <param name="Life">The number of the topic's lifetime that has ended. The lifetimes (each from a creation to a deletion) are counted
/// from the moment when the topic was loaded into memory.</param>
/// <param name="IsDeleted">
/// True if the topic's messages are deleted, so that each subscriber receives the last message (<paramref name="Message"/>) at once. False
/// if the topic was closed: each subscriber first receives the messages that it has not received yet.
/// </param>
internal sealed record TopicEnd(Message Message, int Life, bool IsDeleted);
