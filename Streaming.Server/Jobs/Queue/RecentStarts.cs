using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Contains the recent starts of jobs of one type, by which the rate of the type is limited. In no period of the given length are there
/// more starts than the rate allows, wherever the period begins.
/// </summary>
/// <remarks>
/// Up to 20 starts in a period are stored with their exact times. With a higher rate, the period is divided into 20 parts, and all starts
/// within a part count as if they were at the end of the part. So only few values are stored. The rate that is reached is at most one
/// twentieth below the allowed rate.
/// </remarks>
internal sealed class RecentStarts
{
    private const int Parts = 20;

    private readonly List<(long Time, long Count)> _starts = [];

    /// <summary>
    /// Reads the recent starts from their stored form: pairs of a time (in microseconds since 1970) and a number of starts.
    /// </summary>
    public static RecentStarts Read(IReadOnlyList<long> stored)
    {
        var starts = new RecentStarts();
        for (var i = 0; i + 1 < stored.Count; i += 2)
            starts._starts.Add((stored[i], stored[i + 1]));
        return starts;
    }

    /// <summary>Returns the recent starts in their stored form, oldest first.</summary>
    public long[] Write() => [.. _starts.SelectMany(start => (long[])[start.Time, start.Count])];

    /// <summary>Returns the number of jobs that may start now without exceeding the rate.</summary>
    public int Left(JobRate rate, DateTime now) =>
        (int)Math.Max(0, rate.Count - Within(rate, now).Sum(start => start.Count));

    /// <summary>
    /// Returns the time (UTC) at which the next job may start without exceeding the rate; the current time if a job may start now.
    /// </summary>
    public DateTime NextAt(JobRate rate, DateTime now)
    {
        var within = Within(rate, now).OrderBy(start => start.Time).ToList();
        var count = within.Sum(start => start.Count);
        foreach (var start in within)
        {
            if (count < rate.Count)
                break;
            count -= start.Count;
            now = DateTime.UnixEpoch.AddMicroseconds(start.Time) + rate.Period;
        }

        return now;
    }

    /// <summary>Adds a number of starts at the current time, and removes starts that are too old to count.</summary>
    public void Add(JobRate rate, DateTime now, int count)
    {
        _starts.RemoveAll(start => !IsWithin(start.Time, rate, now));
        var time = PartEnd(rate, now);
        var place = _starts.FindIndex(start => start.Time == time);
        if (place < 0)
            _starts.Add((time, count));
        else
            _starts[place] = (time, _starts[place].Count + count);
    }

    private static long PartEnd(JobRate rate, DateTime now)
    {
        var time = Microseconds(now);
        if (rate.Count <= Parts)
            return time;
        var part = (long)rate.Period.TotalMicroseconds / Parts;
        return (time / part * part) + part - 1;
    }

    private static bool IsWithin(long time, JobRate rate, DateTime now) => time > Microseconds(now - rate.Period);

    private static long Microseconds(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private IEnumerable<(long Time, long Count)> Within(JobRate rate, DateTime now) =>
        _starts.Where(start => IsWithin(start.Time, rate, now));
}
