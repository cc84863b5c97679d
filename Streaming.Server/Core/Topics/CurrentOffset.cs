using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Converts a position of an earlier epoch (the id of one lifetime of a topic's log) to the topic's current epoch.</summary>
internal static class CurrentOffset
{
    /// <summary>
    /// Returns the offset up to which a receiver that has reached a position has the messages of the topic's current epoch. Returns null if
    /// the topic was deleted since: if it has begun again, the receiver has none of its messages.
    /// </summary>
    public static async ValueTask<long?> FindAsync(
        ITopicLog log, TopicName topic, Position position, LogState state, CancellationToken cancellationToken)
    {
        if (string.Equals(position.Epoch, state.Epoch, StringComparison.Ordinal))
            return position.Offset;
        return await log.FindThroughAsync(topic, position.Epoch, cancellationToken) is { } through
            ? Math.Min(position.Offset, through) : null;
    }
}
