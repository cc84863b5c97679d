using System.Numerics;

namespace Streaming.LoadTest.Measure;

/// <summary>Tells lost, doubled and late messages of one reader apart, by their sequence numbers from 0 on.</summary>
internal struct SequenceCheck
{
    /// <summary>Bit i says whether <see cref="_next"/> - 1 - i was seen.</summary>
    private ulong _seen;
    private long _next;

    public long Delivered { get; private set; }
    public long Duplicates { get; private set; }
    public long Reordered { get; private set; }

    /// <summary>How many of the messages that were sent did not come.</summary>
    public readonly long Lost(long sent) => Math.Max(sent, _next) - Delivered;

    /// <summary>False for one that had come before.</summary>
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
        // One from further back than is remembered is a repeat, unless there are gaps that it may fill.
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
