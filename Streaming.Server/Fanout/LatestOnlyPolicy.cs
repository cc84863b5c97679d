using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>Selects the messages for subscribers with policy <c>latest</c>.</summary>
internal static class LatestOnlyPolicy
{
    /// <summary>The joined frames, in the order of their offsets; null if the ring no longer has the messages.</summary>
    public static byte[]? TryJoin(Topic topic, Subscriber subscriber, long newest) =>
        LatestOfTypes.TryRead(topic, subscriber.Next, newest) is { } latest ? FrameBatcher.Join(latest, subscriber.Protocol.Frames) : null;
}
