using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// The properties of a topic that is loaded into memory, and the ends and beginnings of its lives. Thread-safe.
/// </summary>
/// <param name="name">The name of the topic.</param>
/// <param name="gate">The lock of the topic.</param>
/// <param name="messages">The recent messages of the topic.</param>
/// <param name="epochs">The epochs of the topic.</param>
internal sealed class TopicLife(TopicName name, Lock gate, OrderedMessages messages, TopicEpochs epochs)
{
    private volatile TopicProperties? _properties;
    private volatile TopicEnd? _end;
    private volatile int _number;

    /// <summary>The properties of the topic (such as content type and time to live); null for most topics, which have none.</summary>
    public TopicProperties? Properties => _properties;

    /// <summary>The last end of the topic; null while it had none. Another object for each end.</summary>
    public TopicEnd? Last => _end;

    /// <summary>
    /// Returns the last message for a subscriber that has received all messages before the given offset; null if further messages may
    /// follow.
    /// </summary>
    /// <param name="life">The number of the topic's life (the time between its creation and its deletion) in which the subscriber was
    /// added.</param>
    /// <param name="next">The offset of the next message that the subscriber would receive.</param>
    public Message? EndFor(int life, long next) =>
        _end is not { } end || end.Life < life ? null
        : end.Life > life || end.IsDeleted || next > end.Message.Offset ? end.Message
        : null;

    /// <summary>The number of the current life.</summary>
    public int Number => _number;

    /// <summary>
    /// Returns whether a report of another process requires that the state of the topic is read from the log. If so, the topic is outdated
    /// until then.
    /// </summary>
    public bool IsOutdatedBy(TopicChange change)
    {
        if (!change.IsDeleted && !change.IsOfProperties)
            return false;
        epochs.MarkOutdated(isDeleted: change.IsDeleted);
        return true;
    }

    /// <summary>
    /// Replaces the properties of the topic in memory by those in the log. If the topic is closed, no message follows the newest one that
    /// is known now. Call <see cref="Topic.NotifyListeners"/> afterwards.
    /// </summary>
    public void Follow(TopicProperties? properties, long? newest = null)
    {
        lock (gate)
        {
            // The report may be older than the state that is already known.
            if (properties is null || (_properties is { IsClosed: true } && !properties.IsClosed)
                || (_properties is { IsDeleted: true } && !properties.IsDeleted))
                return;
            _properties = properties;
            if (!properties.IsClosed || (_end is { } end && end.Life == _number))
                return;
            var last = Math.Max(newest ?? 0, messages.Known);
            _end = new TopicEnd(
                Closed.Create(name, new Position(epochs.Current, last), EndReason.Closed, properties.Touched), _number, IsDeleted: false);
        }
    }

    /// <summary>
    /// Ends the topic in memory, since the log has deleted it. Its subscribers end; later subscribers belong to the next topic of this
    /// name. Call <see cref="Topic.NotifyListeners"/> afterwards.
    /// </summary>
    /// <param name="reason">The reason why the topic was deleted.</param>
    /// <param name="state">The state of the log after the deletion.</param>
    /// <param name="time">The time of the deletion.</param>
    public void End(EndReason reason, in LogState state, DateTime time)
    {
        lock (gate)
        {
            _end = new TopicEnd(
                Closed.Create(name, new Position(epochs.Current, messages.Known), reason, time), _number, IsDeleted: true);
            _number++;
            _properties = state.Properties;
            epochs.Restart(state.Epoch);
            messages.RestartAfter(0);
        }
    }

    /// <summary>
    /// Begins the life of a topic that was just created. Subscribers that were waiting for its first message receive the messages of its
    /// source, if the topic is a fork. Call <see cref="Topic.NotifyListeners"/> afterwards.
    /// </summary>
    /// <param name="epoch">The epoch of the new topic (the id of one lifetime of its log).</param>
    /// <param name="properties">The properties of the topic.</param>
    /// <param name="newest">The newest offset after the creation.</param>
    /// <param name="time">The time of the creation.</param>
    public void Begin(string epoch, TopicProperties properties, long newest, DateTime time)
    {
        lock (gate)
        {
            if (string.Equals(epoch, epochs.Current, StringComparison.Ordinal))
                return;
            // The life before it has expired, and the creation has deleted it.
            if (_properties is not null || messages.Known > 0)
                End(EndReason.Expired, new LogState(epoch, 1, 0), time);
            else
                epochs.TryChange(epochs.Current, epoch, through: 0);
            messages.RestartAfter(0);
            messages.SkipTo(newest + 1);
            _properties = properties;
        }
    }
}
