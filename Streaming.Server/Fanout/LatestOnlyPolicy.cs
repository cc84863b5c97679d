using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>What a reader gets that asked for the latest only.</summary>
internal static class LatestOnlyPolicy
{
    /// <summary>The frames, in the order of their offsets; null if the messages that wait are no longer in memory.</summary>
    public static byte[]? TryJoin(Topic topic, Subscriber reader, long newest) =>
        LatestOfTypes.TryRead(topic, reader.Next, newest) is { } latest ? FrameBatcher.Join(latest, reader.Format.Frames) : null;
}
