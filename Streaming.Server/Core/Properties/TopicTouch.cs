using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>
/// Records when a topic was read. A read prolongs the topic's time to live (the time without use after which it expires).
/// </summary>
/// <param name="Topic">The topic that was read.</param>
/// <param name="Epoch">The epoch (the id of one lifetime) that the topic had when it was read.</param>
/// <param name="Time">The time of the read, in UTC.</param>
internal readonly record struct TopicTouch(TopicName Topic, string Epoch, DateTime Time);
