namespace Streaming.Server.Core.Properties;

/// <summary>
/// The state that a topic keeps of the producer which sent a request. By this state, a repeated request of the producer is detected.
/// </summary>
/// <param name="Last">The most recent accepted request of the producer; null if the topic has no state of the producer.</param>
/// <param name="HasRoom">Whether the topic has room for the state of one more producer.</param>
internal readonly record struct KnownProducer(ProducerStamp? Last, bool HasRoom);
