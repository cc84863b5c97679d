namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// The maximum number of job starts in each period of a given length. All processes that share the store are counted together.
/// </summary>
public sealed class JobRate
{
    private const int MaxCount = 1_000_000;

    private static readonly TimeSpan s_minPeriod = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_maxPeriod = TimeSpan.FromDays(7);

    /// <summary>Creates a rate, for example 100 starts in each minute.</summary>
    /// <param name="count">The maximum number of starts in a period, from 1 to 1,000,000.</param>
    /// <param name="period">The length of the period, from 10 ms to 7 days.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count or the period is out of its range.</exception>
    public JobRate(int count, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, s_minPeriod);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, s_maxPeriod);
        (Count, Period) = (count, period);
    }

    /// <summary>The maximum number of job starts in a period.</summary>
    public int Count { get; }

    /// <summary>The length of the period.</summary>
    public TimeSpan Period { get; }

    /// <summary>Creates a rate of at most <paramref name="count"/> job starts in each second.</summary>
    public static JobRate PerSecond(int count) => new(count, TimeSpan.FromSeconds(1));

    /// <summary>Creates a rate of at most <paramref name="count"/> job starts in each minute.</summary>
    public static JobRate PerMinute(int count) => new(count, TimeSpan.FromMinutes(1));

    /// <summary>Creates a rate of at most <paramref name="count"/> job starts in each hour.</summary>
    public static JobRate PerHour(int count) => new(count, TimeSpan.FromHours(1));
}
