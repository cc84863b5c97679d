using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>The place in a topic at which a subscriber resumes, determined from the position that its client sent.</summary>
/// <param name="IsWhole">True if the log still has all messages that the client has received, and all messages after them. False if the
/// client must receive a gap (a message in place of lost messages).</param>
/// <param name="After">The offset after which the subscriber receives messages.</param>
internal readonly record struct ResumePoint(bool IsWhole, long After)
{
    /// <summary>
    /// Determines the place at which a subscriber resumes after a position. A position with an earlier epoch (the id of one lifetime of the
    /// log) is valid if the log still has the same messages up to it. If not, the subscriber resumes after the last unchanged message. If
    /// the log has never had the epoch or the offset of the position, the subscriber starts at the oldest message.
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
