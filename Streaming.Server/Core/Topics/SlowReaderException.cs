namespace Streaming.Server.Core.Topics;

/// <summary>
/// A subscriber with <see cref="SlowPolicy.Disconnect"/> is too slow: its next message is no longer in memory. The subscriber can reconnect
/// and resume at its position.
/// </summary>
public sealed class SlowReaderException() : Exception("The subscriber is too slow: its next message is no longer in memory.");
