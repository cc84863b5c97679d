using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>Describes a read of a topic, which extends the topic's time to live.</summary>
/// <param name="Topic">The topic that was read.</param>
/// <param name="Epoch">The epoch of the topic (the id of one lifetime of its log) when it was read.</param>
/// <param name="Time">The time of the read, in UTC.</param>
internal readonly record struct TopicTouch(TopicName Topic, string Epoch, DateTime Time);
