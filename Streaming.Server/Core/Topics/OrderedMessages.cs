using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Adds the messages of one topic to the topic's ring (the recent messages in memory) in the order of their offsets. Several processes
/// append to a topic, so its messages may arrive in another order. A message that arrives before its predecessors is kept until they have
/// arrived or were read from the log. The class is not thread-safe: the lock of the topic protects it.
/// </summary>
internal sealed class OrderedMessages(int ringMessages, long ringBytes)
{
    private EarlyMessages? _early;
    private long _announced;

    /// <summary>The recent messages of the topic in memory, without holes, which subscribers can read.</summary>
    public MessageRing Ring { get; } = new(ringMessages, ringBytes);

    /// <summary>The highest offset that the log of the topic has, as far as this process knows.</summary>
    public long Known => Math.Max(_announced, Ring.Next - 1);

    /// <summary>
    /// Whether this process knows of messages that are in the log but not yet in the ring (the recent messages in memory).
    /// </summary>
    public bool IsBehind => _announced >= Ring.Next;

    /// <summary>
    /// Whether no further messages that arrive before their predecessors can be kept, because the limit is reached. The missing messages
    /// must then be read from the log at once.
    /// </summary>
    public bool IsFull => _early is { IsFull: true };

    /// <summary>
    /// Adds messages with ascending offsets to the ring (the recent messages in memory). Skips messages that the ring already contains, and
    /// keeps messages whose predecessor is missing until the predecessor is added.
    /// </summary>
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

    /// <summary>
    /// Records that the log contains a message with the given offset. If messages up to this offset are missing in memory, they must be
    /// read from the log.
    /// </summary>
    public void Announce(long newest) => _announced = Math.Max(_announced, newest);

    /// <summary>
    /// Moves the end of the ring (the recent messages in memory) to just before the given offset, and skips the messages before it:
    /// subscribers read these from the log. Does nothing if the ring has already reached this offset.
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

    /// <summary>
    /// Removes from memory the messages with offsets greater than the given one. The log has lost these messages, and will use their
    /// offsets for other messages.
    /// </summary>
    public void RestartAfter(long offset)
    {
        Ring.DropAfter(offset);
        (_early, _announced) = (null, 0);
    }

    /// <summary>
    /// Returns the first and the last offset of the messages that are in the log and missing in memory. The range has at most as many
    /// messages as the ring (the recent messages in memory) can hold. Returns null if no message is missing.
    /// </summary>
    public (long From, long Through)? Missing()
    {
        if (!IsBehind)
            return null;
        var through = _announced;
        while (_early is not null && _early.Contains(through))
            through--;
        return (Math.Max(Ring.Next, through - ringMessages + 1), through);
    }

    /// <summary>
    /// Adds a page of messages to the ring (the recent messages in memory). These messages were missing in memory, and were read from the
    /// log.
    /// </summary>
    public void Fill(long through, IReadOnlyList<Message> page)
    {
        // The first message of the page may have a higher offset than the first missing message. Either the memory has no room for all
        // missing messages, or the log has deleted some of them. If the log has deleted all of them, the page is empty.
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
