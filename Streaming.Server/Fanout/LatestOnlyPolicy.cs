using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>Selects the messages for subscribers with the policy <c>latest</c>: they skip messages instead of falling behind.</summary>
internal static class LatestOnlyPolicy
{
    /// <summary>
    /// Returns the joined frames of the latest message of each type, in the order of their offsets. Null if the messages are no longer in
    /// the ring (the recent messages of a topic, in memory).
    /// </summary>
    public static byte[]? TryJoin(Topic topic, Subscriber subscriber, long newest) =>
        LatestOfTypes.TryRead(topic, subscriber.Next, newest) is { } latest ? FrameBatcher.Join(latest, subscriber.Protocol.Frames) : null;
}
