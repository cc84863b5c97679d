using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Puts the messages of one topic into its ring in the order of their offsets. Several nodes append to a topic, so that messages arrive in
/// any order; those that arrive early wait until the messages before them have arrived or were read from the log. Not thread-safe: the
/// topic's lock protects it.
/// </summary>
internal sealed class OrderedMessages(int ringMessages, long ringBytes)
{
    private EarlyMessages? _early;
    private long _announced;

    /// <summary>The messages that subscribers can read.</summary>
    public MessageRing Ring { get; } = new(ringMessages, ringBytes);

    /// <summary>The newest offset that the log is known to have.</summary>
    public long Known => Math.Max(_announced, Ring.Next - 1);

    /// <summary>Whether messages are in the log and not yet in the ring.</summary>
    public bool IsBehind => _announced >= Ring.Next;

    /// <summary>Whether no more early messages can wait, so that the missing ones must be read now.</summary>
    public bool IsFull => _early is { IsFull: true };

    /// <summary>Adds messages of the log with ascending offsets. Those that are in the ring already are skipped.</summary>
    public void Add(IReadOnlyList<Message> messages)
    {
        foreach (var message in messages)
        {
            if (message.Offset == Ring.Next)
                Ring.Add(message);
            else if (message.Offset > Ring.Next)
                AddEarly(message);
        }

        if (_early is not null)
            AddWaiting();
    }

    /// <summary>Records that the log has this offset.</summary>
    public void Announce(long newest) => _announced = Math.Max(_announced, newest);

    /// <summary>
    /// Lets the ring continue at this offset, if it is not there yet. Subscribers read the messages before it from the log.
    /// </summary>
    public void SkipTo(long next)
    {
        if (next <= Ring.Next)
            return;
        Ring.StartAt(next);
        if (_early is null)
            return;
        _early.DropBefore(next);
        AddWaiting();
    }

    /// <summary>The missing messages from the first to the last, as many as the ring can hold; null if there are none.</summary>
    public (long From, long Through)? Missing()
    {
        if (!IsBehind)
            return null;
        var through = _announced;
        while (_early is not null && _early.Contains(through))
            through--;
        return (Math.Max(Ring.Next, through - ringMessages + 1), through);
    }

    /// <summary>Adds a page of the missing messages that was read from the log.</summary>
    public void Fill(long through, IReadOnlyList<Message> page)
    {
        // The page starts later if the ring cannot hold all, or if the log has deleted the messages; it is empty if all are deleted.
        SkipTo(page.Count == 0 ? through + 1 : page[0].Offset);
        Add(page);
    }

    private void AddEarly(Message message)
    {
        Announce(message.Offset);
        (_early ??= new EarlyMessages()).Add(message);
    }

    private void AddWaiting()
    {
        while (_early!.TryTake(Ring.Next, out var message))
            Ring.Add(message);
        _early.DropBefore(Ring.Next);
        if (_early.IsEmpty)
            _early = null;
    }
}
