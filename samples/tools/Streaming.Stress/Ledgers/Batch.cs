namespace Streaming.Stress.Ledgers;

/// <summary>The messages of one publish request: a number of consecutive ids.</summary>
/// <param name="FirstId">The id of the first message.</param>
/// <param name="Count">The number of messages.</param>
internal readonly record struct Batch(long FirstId, int Count);
