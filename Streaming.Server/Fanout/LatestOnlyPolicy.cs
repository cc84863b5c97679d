using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>
/// Selects the messages for subscribers with the policy <c>latest</c>: a subscriber that receives messages too slowly gets only the newest
/// message of each type.
/// </summary>
internal static class LatestOnlyPolicy
{
    /// <summary>
    /// Returns one byte array with the newest waiting message of each type, encoded and in the order of their offsets. Null if the waiting
    /// messages are no longer in the ring (the recent messages of a topic, in memory).
    /// </summary>
    public static byte[]? TryJoin(Topic topic, Subscriber subscriber, long newest) =>
        LatestByType.TryRead(topic, subscriber.Next, subscriber.Reader.EpochChanges, newest) is { } latest
            ? subscriber.Protocol.Frames.Join(latest, endsAtNewest: true) : null;
}
