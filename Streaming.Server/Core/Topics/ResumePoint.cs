using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Where a reader goes on that returns with a position.</summary>
/// <param name="IsWhole">Whether the log still has the messages that the reader received, and those after them; false if the reader must be
/// told of a gap.</param>
/// <param name="After">The offset after which the reader goes on.</param>
internal readonly record struct ResumePoint(bool IsWhole, long After)
{
    /// <summary>
    /// Finds where to go on after a position. A position of an earlier epoch holds as far as the log still has the same messages; a reader
    /// with a later one goes on after them. With a position that the log does not know, it goes on with the oldest message.
    /// </summary>
    public static async ValueTask<ResumePoint> FindAsync(
        ITopicLog log, TopicName topic, Position position, LogState state, CancellationToken cancellationToken)
    {
        if (string.Equals(position.Epoch, state.Epoch, StringComparison.Ordinal))
            return position.Offset <= state.Newest ? new ResumePoint(IsWhole: true, position.Offset) : Nothing(state);
        if (await log.FindThroughAsync(topic, position.Epoch, cancellationToken) is not { } found)
            return Nothing(state);
        var through = Math.Min(found, state.Newest);
        return position.Offset <= through ? new ResumePoint(IsWhole: true, position.Offset)
            : new ResumePoint(IsWhole: false, Math.Max(through, state.Oldest - 1));
    }

    private static ResumePoint Nothing(LogState state) => new(IsWhole: false, state.Oldest - 1);
}
