using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Holds the properties of a topic in memory, and whether the topic was closed or deleted. Each time from a creation of the topic to its
/// deletion is one life of the topic. Thread-safe.
/// </summary>
/// <param name="name">The name of the topic.</param>
/// <param name="gate">The lock of the topic, which also guards this object.</param>
/// <param name="messages">The recent messages of the topic.</param>
/// <param name="epochs">The epochs of the topic (ids of the lifetimes of its log).</param>
internal sealed class TopicLife(TopicName name, Lock gate, OrderedMessages messages, TopicEpochs epochs)
{
    private volatile TopicProperties? _properties;
    private volatile TopicEnd? _end;
    private volatile int _number;

    /// <summary>The properties of the topic, such as its content type; null if it has none, like most topics.</summary>
    public TopicProperties? Properties => _properties;

    /// <summary>
    /// Describes the most recent end of the topic: that it was closed, deleted or has expired. Null if none of these has happened yet.
    /// </summary>
    public TopicEnd? Last => _end;

    /// <summary>
    /// Returns the message of type <c>closed</c> if the topic was closed or deleted and the subscriber has received all messages before its
    /// next offset. Returns null if the subscriber may receive further messages.
    /// </summary>
    /// <param name="life">The number of the topic's life (the time from its creation to its deletion) in which the subscriber
    /// subscribed.</param>
    /// <param name="next">The offset of the next message for the subscriber.</param>
    public Message? EndFor(int life, long next) =>
        _end is not { } end || end.Life < life ? null
        : end.Life > life || end.IsDeleted || next > end.Message.Offset ? end.Message
        : null;

    /// <summary>
    /// The number of the topic's current life (the time from its creation to its deletion), counted since the topic was loaded into memory.
    /// </summary>
    public int Number => _number;

    /// <summary>
    /// Returns whether another process has deleted the topic or changed its properties. The topic then counts as outdated until its state
    /// is read from the log.
    /// </summary>
    public bool IsOutdatedBy(TopicChange change)
    {
        if (!change.IsDeleted && !change.IsOfProperties)
            return false;
        epochs.MarkOutdated(isDeleted: change.IsDeleted);
        return true;
    }

    /// <summary>
    /// Sets the properties that were read from the log. If the topic is closed, subscribers that have received its newest message now
    /// receive a message of type <c>closed</c>. Call <see cref="Topic.NotifyListeners"/> afterwards.
    /// </summary>
    public void Follow(TopicProperties? properties, long? newest = null)
    {
        lock (gate)
        {
            // Ignores properties according to which a closed or deleted topic is open: they are older than the properties in memory.
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
    /// Removes the topic's messages from memory and ends its current subscriptions, because the topic was deleted from the log. Later
    /// subscribers belong to a later topic of the same name. Call <see cref="Topic.NotifyListeners"/> afterwards.
    /// </summary>
    /// <param name="epoch">The epoch of the deleted topic (the id of one lifetime of its log).</param>
    /// <param name="reason">The reason why the topic was deleted.</param>
    /// <param name="state">The state of the log after the deletion.</param>
    /// <param name="time">The time at which the topic was deleted, in UTC.</param>
    /// <returns>False if another thread has ended the topic, so that it has another epoch now. Nothing is changed then.</returns>
    public bool TryEnd(string epoch, EndReason reason, in LogState state, DateTime time)
    {
        lock (gate)
        {
            if (!string.Equals(epoch, epochs.Current, StringComparison.Ordinal))
                return false;
            _end = new TopicEnd(
                Closed.Create(name, new Position(epochs.Current, messages.Known), reason, time), _number, IsDeleted: true);
            _number++;
            _properties = state.Properties;
            epochs.Restart(state.Epoch);
            messages.RestartAfter(0);
            return true;
        }
    }

    /// <summary>
    /// Ends the topic because the log no longer has it. The reason is that it has expired if its time to live or its end has passed;
    /// otherwise that it was deleted. Call <see cref="Topic.NotifyListeners"/> afterwards.
    /// </summary>
    /// <inheritdoc cref="TryEnd"/>
    public bool TryEndDeleted(string epoch, in LogState state, DateTime time) =>
        TryEnd(epoch, _properties?.IsExpired(time) == true ? EndReason.Expired : EndReason.Deleted, state, time);

    /// <summary>
    /// Updates a topic in memory after the topic was created in the log. If the topic is a fork, subscribers that were already waiting
    /// receive the messages of its source, with which the fork begins. Call <see cref="Topic.NotifyListeners"/> afterwards.
    /// </summary>
    /// <param name="epoch">The epoch of the created topic (the id of its lifetime).</param>
    /// <param name="properties">The properties of the created topic.</param>
    /// <param name="newest">If the topic is a fork (it begins with the messages of its source), the offset of the last common message;
    /// otherwise 0.</param>
    /// <param name="time">The time of the creation, in UTC.</param>
    public void Begin(string epoch, TopicProperties properties, long newest, DateTime time)
    {
        lock (gate)
        {
            if (string.Equals(epoch, epochs.Current, StringComparison.Ordinal))
                return;
            // The topic in memory is an earlier topic of this name, which had expired. When the new topic was created, the earlier one was
            // deleted from the log.
            if (_properties is not null || messages.Known > 0)
                TryEnd(epochs.Current, EndReason.Expired, new LogState(epoch, 1, 0), time);
            else
                epochs.TryChange(epochs.Current, epoch, through: 0);
            messages.RestartAfter(0);
            messages.SkipTo(newest + 1);
            _properties = properties;
        }
    }
}
