using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics.Properties;

namespace Streaming.Server.Core.Topics;

/// <content>The properties of the topic, and the ends and beginnings of its lives.</content>
internal sealed partial class Topic
{
    private volatile TopicProperties? _properties;
    private volatile TopicEnd? _end;
    private volatile int _life;

    /// <summary>The properties of the topic (such as content type and time to live); null for most topics, which have none.</summary>
    public TopicProperties? Properties => _properties;

    /// <summary>The end of the topic; null if the topic is neither closed nor deleted. Each end of the topic is a new object.</summary>
    public TopicEnd? End => _end;

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

    /// <summary>Returns whether a subscriber was added before the topic was deleted and created again.</summary>
    public bool IsFormerLife(int life) => life != _life;

    /// <summary>
    /// Returns whether a report of another process requires that the state of the topic is read from the log. If so, the topic is outdated
    /// until then.
    /// </summary>
    public bool IsOutdatedBy(TopicChange change)
    {
        if (!change.IsDeleted && !change.IsOfProperties)
            return false;
        Epochs.MarkOutdated(isDeleted: change.IsDeleted);
        return true;
    }

    /// <summary>
    /// Replaces the properties of the topic in memory by those in the log. If the topic is closed, no message follows the newest one that
    /// is known now. Call <see cref="NotifyListeners"/> afterwards.
    /// </summary>
    public void FollowProperties(TopicProperties? properties, long? newest = null)
    {
        lock (_gate)
        {
            // The report may be older than the state that is already known.
            if (properties is null || (_properties is { IsClosed: true } && !properties.IsClosed)
                || (_properties is { IsDeleted: true } && !properties.IsDeleted))
                return;
            _properties = properties;
            if (!properties.IsClosed || (_end is { } end && end.Life == _life))
                return;
            var last = Math.Max(newest ?? 0, _messages.Known);
            _end = new TopicEnd(
                Closed.Create(Name, new Position(Epochs.Current, last), EndReason.Closed, properties.Touched), _life, IsDeleted: false);
        }
    }

    /// <summary>
    /// Ends the topic in memory, since the log has deleted it. Its subscribers end; later subscribers belong to the next topic of this
    /// name. Call <see cref="NotifyListeners"/> afterwards.
    /// </summary>
    /// <param name="reason">The reason why the topic was deleted.</param>
    /// <param name="state">The state of the log after the deletion.</param>
    /// <param name="time">The time of the deletion.</param>
    public void EndLife(EndReason reason, in LogState state, DateTime time)
    {
        lock (_gate)
        {
            _end = new TopicEnd(
                Closed.Create(Name, new Position(Epochs.Current, _messages.Known), reason, time), _life, IsDeleted: true);
            _life++;
            _properties = state.Properties;
            Epochs.Restart(state.Epoch);
            _messages.RestartAfter(0);
        }
    }

    /// <summary>
    /// Begins the life of a topic that was just created. Subscribers that were waiting for its first message receive the messages of its
    /// source, if the topic is a fork. Call <see cref="NotifyListeners"/> afterwards.
    /// </summary>
    /// <param name="epoch">The epoch of the new topic (the id of one lifetime of its log).</param>
    /// <param name="properties">The properties of the topic.</param>
    /// <param name="newest">The newest offset of the topic after its creation.</param>
    /// <param name="time">The time at which the topic was created.</param>
    public void BeginLife(string epoch, TopicProperties properties, long newest, DateTime time)
    {
        lock (_gate)
        {
            if (string.Equals(epoch, Epochs.Current, StringComparison.Ordinal))
                return;
            // The earlier topic of this name had expired, and the creation has deleted it.
            if (_properties is not null || _messages.Known > 0)
                EndLife(EndReason.Expired, new LogState(epoch, 1, 0), time);
            else
                Epochs.TryChange(Epochs.Current, epoch, through: 0);
            _messages.RestartAfter(0);
            _messages.SkipTo(newest + 1);
            _properties = properties;
        }
    }
}
