namespace Streaming.Server.Core.Topics.Properties;

/// <summary>What a topic knows of the producer of a request.</summary>
/// <param name="Last">The last request of the producer that was accepted; null if the topic does not know the producer.</param>
/// <param name="HasRoom">Whether the topic can keep another producer.</param>
internal readonly record struct KnownProducer(ProducerStamp? Last, bool HasRoom);
