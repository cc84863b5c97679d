namespace Streaming.Server.Core.Properties;

/// <summary>
/// The state that a topic keeps of a producer (a client that numbers its requests). With this state, the store recognizes a repeated
/// request of the producer.
/// </summary>
/// <param name="Last">The most recent accepted request of the producer (a client that numbers its requests); null if the topic has no state
/// of this producer.</param>
/// <param name="HasRoom">Whether the topic has room for the state of one more producer (a client that numbers its requests).</param>
internal readonly record struct KnownProducer(ProducerStamp? Last, bool HasRoom);
