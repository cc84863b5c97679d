using System.Diagnostics;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// The recent messages of one topic with consecutive offsets, limited in number and in bytes. Not thread-safe: the topic's lock protects
/// it.
/// </summary>
internal sealed class MessageRing(int maxMessages, long maxBytes)
{
    private Message[] _slots = [];
    private long _bytes;

    /// <summary>The offset of the oldest message; equal to <see cref="Next"/> if the ring is empty.</summary>
    public long Oldest { get; private set; } = 1;

    /// <summary>The offset after the newest message.</summary>
    public long Next { get; private set; } = 1;

    public Message this[long offset] => _slots[Slot(offset)];

    /// <summary>Empties the ring. The next message must have this offset.</summary>
    public void StartAt(long offset)
    {
        _slots = [];
        _bytes = 0;
        Oldest = Next = offset;
    }

    public void Add(Message message)
    {
        Debug.Assert(message.Offset == Next, "The ring has no holes.");
        if (Next - Oldest == _slots.Length && _slots.Length < maxMessages)
            Grow();
        while (Next > Oldest && (Next - Oldest == _slots.Length || _bytes + message.Size > maxBytes))
            DropOldest();
        _slots[Slot(Next++)] = message;
        _bytes += message.Size;
    }

    /// <summary>Removes the messages with offsets below this one.</summary>
    public void DropBefore(long offset)
    {
        while (Oldest < offset && Oldest < Next)
            DropOldest();
    }

    private void DropOldest()
    {
        ref var slot = ref _slots[Slot(Oldest++)];
        _bytes -= slot.Size;
        slot = null!;
    }

    // Most topics have little traffic (a job, a quiet room) and do not need a thousand slots.
    private void Grow()
    {
        var larger = new Message[Math.Min(maxMessages, Math.Max(16, _slots.Length * 2))];
        for (var offset = Oldest; offset < Next; offset++)
            larger[offset % larger.Length] = _slots[Slot(offset)];
        _slots = larger;
    }

    private long Slot(long offset) => offset % _slots.Length;
}
