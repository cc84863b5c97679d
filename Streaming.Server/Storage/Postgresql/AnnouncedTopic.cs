using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>The new messages of a topic in one commit.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Epoch">The topic's epoch.</param>
/// <param name="Newest">The offset of the last message.</param>
/// <param name="Time">The time of the messages, in microseconds since 1970.</param>
/// <param name="Messages">The messages in the order of their offsets; empty if they are not known or too large.</param>
internal sealed record AnnouncedTopic(TopicName Topic, string Epoch, long Newest, long Time, IReadOnlyList<NewMessage> Messages);
