using Streaming.Server.Topics;

namespace Streaming.Server.Delivery;

/// <summary>What a reader gets that asked for the latest only.</summary>
internal static class Latest
{
    /// <summary>The frames, in the order of their offsets; null if the messages that wait are no longer in memory.</summary>
    public static byte[]? TryJoin(Topic topic, Reader reader, long newest) =>
        LatestOfTypes.TryRead(topic, reader.Next, newest) is { } latest ? JoinedFrames.Join(latest, reader.Format.Frames) : null;
}
