using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Lets the subscribers of one connection, each for a different topic, take turns. Only the subscriber that has the turn reads messages
/// from the log or writes to the connection. So a connection whose client does not read keeps one page or one write in memory, whatever
/// the number of its topics, and a topic with many messages does not delay the other topics. All members are callable from any thread.
/// </summary>
internal sealed class ConnectionTurns
{
    private readonly Lock _gate = new();
    private readonly List<Subscriber> _waiting = [];
    private Subscriber? _holder;
    private bool _isUsed;

    /// <summary>
    /// Returns whether the subscriber has the turn. If it has already written in its turn and others wait, the turn passes to the next of
    /// them. A subscriber without the turn waits for it, and receives an event when it has the turn.
    /// </summary>
    public bool TryTake(Subscriber subscriber)
    {
        lock (_gate)
        {
            if (_holder is null)
                (_holder, _isUsed) = (subscriber, false);
            else if (_holder != subscriber && !_waiting.Contains(subscriber))
                _waiting.Add(subscriber);
            if (_holder != subscriber)
                return false;
            if (!_isUsed || _waiting.Count == 0)
                return true;
            _waiting.Add(subscriber);
            PassOn();
            return false;
        }
    }

    /// <inheritdoc cref="ConnectionWriter.Prefetch"/>
    public long Prefetch() => (_isUsed ? 1 : 0) + _waiting.Count + (_gate.IsHeldByCurrentThread ? 1 : 0);

    /// <summary>Records that the subscriber that has the turn has written.</summary>
    public void Use() => _isUsed = true;

    /// <summary>
    /// Passes the turn of a subscriber on to the next one that waits. Does nothing if the subscriber does not have the turn.
    /// </summary>
    public void End(Subscriber subscriber)
    {
        lock (_gate)
        {
            if (_holder == subscriber)
                PassOn();
        }
    }

    /// <summary>Removes a subscriber that has ended.</summary>
    public void Leave(Subscriber subscriber)
    {
        lock (_gate)
        {
            _waiting.Remove(subscriber);
            if (_holder == subscriber)
                PassOn();
        }
    }

    private void PassOn()
    {
        (_holder, _isUsed) = (null, false);
        if (_waiting.Count == 0)
            return;
        _holder = _waiting[0];
        _waiting.RemoveAt(0);
        // The subscriber looks for messages to write when it handles an event, whatever the event is.
        _holder.Raise(SubscriberEvents.Control);
    }
}
