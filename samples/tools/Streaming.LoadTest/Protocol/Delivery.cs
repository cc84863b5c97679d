namespace Streaming.LoadTest.Protocol;

/// <summary>What a payload says of itself.</summary>
internal readonly record struct Delivery(int Topic, long Sequence, long Due, bool IsWhole);
