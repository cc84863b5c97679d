namespace Streaming.Server.Core.Topics;

/// <summary>
/// Thrown when a subscriber with <see cref="SlowPolicy.Disconnect"/> is too slow: the subscriber's next message is no longer in memory. The
/// client can connect again and resume at its position.
/// </summary>
public sealed class SlowSubscriberException() : Exception("The subscriber is too slow: its next message is no longer in memory.");
