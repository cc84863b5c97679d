using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics.Properties;

namespace Streaming.Server.Core.Topics;

/// <content>The properties of the topic, and the ends and beginnings of its lives.</content>
internal sealed partial class Topic
{
    private volatile TopicProperties? _properties;
    private volatile TopicEnd? _end;
    private volatile int _life;

    /// <summary>The properties of the topic; null if it has none, as most topics.</summary>
    public TopicProperties? Properties => _properties;

    /// <summary>The end of the topic; null while it has none. Another object for each end.</summary>
    public TopicEnd? End => _end;

    /// <summary>
    /// Returns the last message for a subscriber that has received all messages up to the given offset; null if further ones may follow.
    /// </summary>
    /// <param name="life">The number of the topic's life in which the subscriber was attached.</param>
    /// <param name="next">The offset of the next message for the subscriber.</param>
    public Message? EndFor(int life, long next) =>
        _end is not { } end || end.Life < life ? null
        : end.Life > life || end.IsDeleted || next > end.Message.Offset ? end.Message
        : null;

    /// <summary>Whether a subscriber was attached in an earlier life of the topic.</summary>
    public bool IsFormerLife(int life) => life != _life;

    /// <summary>
    /// Whether a report of another process requires to read the state of the topic from the log. The topic is then outdated until it is.
    /// </summary>
    public bool IsOutdatedBy(TopicChange change)
    {
        if (!change.IsDeleted && !change.IsOfProperties)
            return false;
        Epochs.MarkOutdated(isDeleted: change.IsDeleted);
        return true;
    }

    /// <summary>
    /// Takes over the properties of the log. A topic that is closed has no messages after the newest one that is known now. Call
    /// <see cref="NotifyListeners"/> afterwards.
    /// </summary>
    public void FollowProperties(TopicProperties? properties, long? newest = null)
    {
        lock (_gate)
        {
            // A report may be older than what is known.
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
    /// Ends the life of the topic, since the log has deleted it. Its subscribers end; later ones belong to the next life. Call
    /// <see cref="NotifyListeners"/> afterwards.
    /// </summary>
    /// <param name="reason">Why the topic was deleted.</param>
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
    /// Begins the life of a topic that was created. Subscribers that were waiting for its first message receive the messages of its source,
    /// if it has one. Call <see cref="NotifyListeners"/> afterwards.
    /// </summary>
    /// <param name="epoch">The epoch of the new life.</param>
    /// <param name="properties">The properties of the topic.</param>
    /// <param name="newest">The newest offset after the creation.</param>
    /// <param name="time">The time of the creation.</param>
    public void BeginLife(string epoch, TopicProperties properties, long newest, DateTime time)
    {
        lock (_gate)
        {
            if (string.Equals(epoch, Epochs.Current, StringComparison.Ordinal))
                return;
            // The life before it has expired, and the creation has deleted it.
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
