using System.Diagnostics;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Holds the recent messages of one topic in memory, for all its subscribers. The offsets of the messages are consecutive, and both the
/// number and the total bytes of the messages are limited. The class is not thread-safe: the lock of the topic protects it.
/// </summary>
internal sealed class MessageRing(int maxMessages, long maxBytes)
{
    private Message[] _slots = [];
    private long _bytes;

    /// <summary>The offset of the oldest message in memory. If no message is in memory, the value is equal to <see cref="Next"/>.</summary>
    public long Oldest { get; private set; } = 1;

    /// <summary>The offset that the next added message must have: the offset of the newest message in memory + 1.</summary>
    public long Next { get; private set; } = 1;

    public Message this[long offset] => _slots[Slot(offset)];

    /// <summary>Removes all messages from memory, and sets the offset that the next added message must have.</summary>
    public void StartAt(long offset)
    {
        _slots = [];
        _bytes = 0;
        Oldest = Next = offset;
    }

    public void Add(Message message)
    {
        Debug.Assert(message.Offset == Next, "The offsets in the ring must follow one another.");
        if (Next - Oldest == _slots.Length && _slots.Length < maxMessages)
            Grow();
        while (Next > Oldest && (Next - Oldest == _slots.Length || _bytes + message.Size > maxBytes))
            DropOldest();
        _slots[Slot(Next++)] = message;
        _bytes += message.Size;
    }

    /// <summary>Removes from memory the messages with offsets less than the given one.</summary>
    public void DropBefore(long offset)
    {
        while (Oldest < offset && Oldest < Next)
            DropOldest();
    }

    /// <summary>
    /// Removes from memory the messages with offsets greater than the given one. The next added message must have the given offset + 1.
    /// </summary>
    public void DropAfter(long offset)
    {
        while (Next > Oldest && Next > offset + 1)
            DropNewest();
        if (Next > offset + 1)
            StartAt(offset + 1);
    }

    /// <summary>Copies at most one page of messages to a list, beginning with the given offset.</summary>
    public RingReadResult Read(long next, PageSize page, List<Message> into)
    {
        if (next >= Next)
            return RingReadResult.CaughtUp;
        if (next < Oldest)
            return RingReadResult.Behind;
        var bytes = 0;
        for (var end = Math.Min(Next, next + page.Messages); next < end && bytes < page.Bytes; next++)
        {
            var message = _slots[Slot(next)];
            into.Add(message);
            bytes += message.Data.Length;
        }

        return RingReadResult.Read;
    }

    private void DropNewest()
    {
        ref var slot = ref _slots[Slot(--Next)];
        _bytes -= slot.Size;
        slot = null!;
    }

    private void DropOldest()
    {
        ref var slot = ref _slots[Slot(Oldest++)];
        _bytes -= slot.Size;
        slot = null!;
    }

    // The array starts small and grows only when it is full, because most topics have few messages (for example a job or a quiet room).
    // Memory for a thousand messages would be wasted.
    private void Grow()
    {
        var larger = new Message[Math.Min(maxMessages, Math.Max(16, _slots.Length * 2))];
        for (var offset = Oldest; offset < Next; offset++)
            larger[offset % larger.Length] = _slots[Slot(offset)];
        _slots = larger;
    }

    private long Slot(long offset) => offset % _slots.Length;
}
