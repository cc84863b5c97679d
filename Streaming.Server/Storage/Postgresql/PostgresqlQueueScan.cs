using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Keeps the claims of a node short while a long transaction of another program is open on the database. PostgreSQL then keeps the index
/// entries of all jobs that have left the queue, and a claim that begins at the start of the index reads them again each time.
/// </summary>
/// <remarks>
/// A full claim visits the whole queue, as the first claim does. The claims until the next full one visit only the priorities and types
/// that are known here, each from the earliest due time at which jobs can still wait. This misses a job of a type that is not known here,
/// and a job that was committed long after its due time. The next full claim finds them, after a tenth of a second, or up to a second if
/// full claims take long: they take about a twentieth of the time.
/// </remarks>
internal sealed class PostgresqlQueueScan
{
    private const int CostFactor = 20;
    private const int MaxKeys = 500;

    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    // Another node may commit a job some time after the due time of the job, and its clock may differ a little.
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<QueueKey, DateTime> _from = [];
    private DateTime _lastFull;

    /// <summary>The time (UTC) of the next full claim.</summary>
    public DateTime NextFull { get; private set; }

    /// <summary>Returns whether a claim at this time (UTC) visits the whole queue.</summary>
    public bool IsFullAt(DateTime now) => now >= NextFull || now < _lastFull || _from.Count > MaxKeys;

    /// <summary>
    /// Returns the priorities and types that a claim visits if it is not full, in the order of the queue, each with the due time from which
    /// its jobs are read.
    /// </summary>
    public List<KeyValuePair<QueueKey, DateTime>> KeysOf(JobClaim claim) =>
        [.. _from.Where(pair => IsOf(claim, pair.Key)).OrderBy(pair => pair.Key, QueuedJobs.Order)];

    /// <summary>Learns from the result of a claim where the jobs of each priority and type begin.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="firstDue">The earliest due time for each priority and type that has queued jobs.</param>
    /// <param name="pauses">The pauses of the queue; the claim has not read paused jobs.</param>
    /// <param name="now">The time of the claim (UTC).</param>
    public void Learn(JobClaim claim, Dictionary<QueueKey, DateTime> firstDue, JobPauses pauses, DateTime now)
    {
        foreach (var key in _from.Keys.Union(firstDue.Keys).Where(key => IsOf(claim, key) && !pauses.Stop(key)).ToList())
            _from[key] = (firstDue.TryGetValue(key, out var first) && first < now ? first : now) - s_margin;
    }

    /// <summary>Sets the time of the next full claim, after a full claim.</summary>
    /// <param name="now">The time of the claim (UTC).</param>
    /// <param name="elapsed">The time that the claim has taken.</param>
    public void CompleteFull(DateTime now, TimeSpan elapsed)
    {
        var pause = elapsed * CostFactor;
        _lastFull = now;
        NextFull = now + (pause < s_shortestPause ? s_shortestPause : pause > s_longestPause ? s_longestPause : pause);
    }

    /// <summary>Learns that this node has queued a job.</summary>
    public void Add(Job job)
    {
        var key = QueuedJobs.KeyOf(job);
        if (!_from.TryGetValue(key, out var from) || job.Due < from)
            _from[key] = job.Due;
    }

    private static bool IsOf(JobClaim claim, QueueKey key) =>
        key.Priority >= claim.Lowest && key.Priority <= claim.Highest && claim.SlotGroups.Any(group => group.Types.Contains(key.Type));
}
