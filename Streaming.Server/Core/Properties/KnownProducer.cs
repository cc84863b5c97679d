namespace Streaming.Server.Core.Properties;

/// <summary>
/// Holds the data that a topic has stored about the producer of a request (a client whose repeated requests append nothing).
/// </summary>
/// <param name="Last">The last request of the producer that was accepted; null if the topic does not know the producer.</param>
/// <param name="HasRoom">Whether the topic can store one more producer.</param>
internal readonly record struct KnownProducer(ProducerStamp? Last, bool HasRoom);
