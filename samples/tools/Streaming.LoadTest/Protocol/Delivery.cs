namespace Streaming.LoadTest.Protocol;

/// <summary>The contents of a payload: topic, sequence number and due time.</summary>
internal readonly record struct Delivery(int Topic, long Sequence, long Due, bool IsWhole);
