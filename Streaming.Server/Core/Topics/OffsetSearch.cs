namespace Streaming.Server.Core.Topics;

/// <summary>Finds the first message of a topic that has a time. The times of a topic's messages never decrease.</summary>
internal static class OffsetSearch
{
    /// <summary>
    /// Returns the first offset of a range for which a condition holds. The condition must also hold for all later offsets of the range.
    /// The number of tests grows with the logarithm of the distance from the start of the range, so that the frequent search for a few
    /// expired messages needs only a few tests.
    /// </summary>
    /// <param name="low">The first offset of the range.</param>
    /// <param name="high">The last offset of the range. The range is empty if it is lower than the first offset.</param>
    /// <param name="holds">The condition.</param>
    /// <returns>The offset; null if the condition holds for no offset of the range.</returns>
    public static long? First(long low, long high, Func<long, bool> holds)
    {
        for (var step = 1L; low <= high; step *= 2)
        {
            var probe = high - low < step ? high : low + step - 1;
            if (holds(probe))
                return Narrow(low, probe, holds);
            low = probe + 1;
        }

        return null;
    }

    // Searches a range for whose last offset the condition holds.
    private static long Narrow(long low, long high, Func<long, bool> holds)
    {
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (holds(middle))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
