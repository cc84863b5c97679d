using System.Numerics;

namespace Streaming.LoadTest.Measure;

/// <summary>Detects lost, repeated and reordered messages of one subscriber, by their sequence numbers from 0.</summary>
internal struct SequenceCheck
{
    /// <summary>
    /// A bit field of received messages: bit i states whether the message with the sequence number <see cref="_next"/> - 1 - i was
    /// received.
    /// </summary>
    private ulong _seen;
    private long _next;

    public long Delivered { get; private set; }
    public long Duplicates { get; private set; }
    public long Reordered { get; private set; }

    /// <summary>Returns the number of published messages that did not arrive.</summary>
    public readonly long Lost(long sent) => Math.Max(sent, _next) - Delivered;

    /// <summary>Records a received message; returns false if the message was received before.</summary>
    public bool Add(long sequence)
    {
        if (sequence >= _next)
        {
            var step = sequence - _next + 1;
            _seen = step >= 64 ? 1 : (_seen << (int)step) | 1;
            _next = sequence + 1;
            Delivered++;
            return true;
        }

        var back = _next - 1 - sequence;
        // The sequence number is older than all remembered ones. The message counts as repeated, unless there are gaps that it may fill.
        if (back < 64 ? (_seen >> (int)back & 1) != 0 : _next - Delivered <= 64 - BitOperations.PopCount(_seen))
        {
            Duplicates++;
            return false;
        }

        if (back < 64)
            _seen |= 1UL << (int)back;
        Reordered++;
        Delivered++;
        return true;
    }
}
