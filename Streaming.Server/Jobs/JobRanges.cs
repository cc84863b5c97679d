using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs;

/// <summary>Refuses values of a new job that are out of their range.</summary>
internal static class JobRanges
{
    private static readonly TimeSpan s_maxTimeLimit = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromDays(3_650);

    /// <summary>Returns a number unchanged if it is in its range.</summary>
    /// <exception cref="RefusalException">The number is out of its range.</exception>
    public static int Number(int value, int minimum, int maximum, string what) =>
        value >= minimum && value <= maximum ? value
            : throw RefusalException.Invalid($"The {what} is {value}; give {minimum} to {maximum}.");

    /// <summary>Returns the due time of a job (UTC): the requested time, but not before the current time.</summary>
    /// <exception cref="RefusalException">The requested time is more than ten years ahead.</exception>
    public static DateTime Due(DateTime? due, DateTime now)
    {
        if (due is not { } time)
            return now;
        time = time.ToUniversalTime();
        if (time - now > s_maxDelay)
            throw RefusalException.Invalid($"The job would start at {time:u}; give a time within ten years.");
        // A job whose due time is in the past is due now. The store keeps times in microseconds.
        return time < now ? now : time.CutToMicroseconds();
    }

    /// <summary>Returns the time limit of an attempt unchanged if it is in its range.</summary>
    /// <exception cref="RefusalException">The time limit is not above zero, or is above 7 days.</exception>
    public static TimeSpan TimeLimit(TimeSpan limit) =>
        limit > TimeSpan.Zero && limit <= s_maxTimeLimit ? limit
            : throw RefusalException.Invalid($"The time limit is {limit}; give a time above zero, up to 7 days.");
}
