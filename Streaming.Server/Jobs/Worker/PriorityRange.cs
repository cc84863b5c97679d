using Microsoft.Extensions.Options;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>The range of priorities of the jobs that a worker runs.</summary>
internal readonly record struct PriorityRange(int Lowest, int Highest)
{
    /// <summary>Parses one priority such as <c>7</c> or a range of priorities such as <c>5-9</c>.</summary>
    public static bool TryParse(string? text, out PriorityRange range)
    {
        var parts = text?.Split('-') ?? [];
        range = default;
        if (parts.Length is not (1 or 2) || !TryDigit(parts[0], out var lowest) || !TryDigit(parts[^1], out var highest)
            || lowest > highest)
            return false;
        range = new PriorityRange(lowest, highest);
        return true;
    }

    private static bool TryDigit(string text, out int digit)
    {
        digit = text.Length == 1 ? text[0] - '0' : -1;
        return digit is >= Job.LowestPriority and <= Job.HighestPriority;
    }
}
