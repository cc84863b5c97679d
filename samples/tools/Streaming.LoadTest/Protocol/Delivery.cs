namespace Streaming.LoadTest.Protocol;

/// <summary>Holds the values that the payload of a received message contains: topic, sequence number and due time.</summary>
internal readonly record struct Delivery(int Topic, long Sequence, long Due, bool IsWhole);
