using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Keeps the claims (requests for due jobs) of a node short while another program has a long transaction open on the database. During such
/// a transaction, PostgreSQL keeps the index entries of all jobs that have left the queue. A claim that begins at the start of the index
/// would read these entries again each time.
/// </summary>
/// <remarks>
/// A full claim reads the whole queue, as the first claim does. The claims until the next full one read only the priorities and types that
/// are known here, each from the earliest due time at which a job can still wait. Such a claim misses a job of a type that is not known
/// here, and a job that was committed long after its due time. The next full claim finds these jobs after a tenth of a second, or up to a
/// second if full claims take long. Full claims are so rare that they take only about a twentieth of the whole time.
/// </remarks>
internal sealed class PostgresqlQueueScan
{
    private const int CostFactor = 20;
    private const int MaxKeys = 500;

    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    // The tolerance for due times: another node may commit a job some time after the job's due time, and the clock of that node may differ
    // a little.
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<QueueKey, DateTime> _from = [];
    private DateTime _lastFull;

    /// <summary>
    /// True if jobs that this node has ended may have followers (jobs that wait for them) that are not informed of the end yet. The next
    /// claim (request for due jobs) then reads these followers. Full claims also look for the followers of jobs that other nodes have
    /// ended.
    /// </summary>
    public bool MayHaveUnsettled { get; set; }

    /// <summary>The time (UTC) of the next full claim: a request for due jobs that reads the whole queue.</summary>
    public DateTime NextFull { get; private set; }

    /// <summary>Returns whether a claim at the given time (UTC) must be a full claim, which reads the whole queue.</summary>
    public bool IsFullAt(DateTime now) => now >= NextFull || now < _lastFull || _from.Count > MaxKeys;

    /// <summary>
    /// Returns the pairs of priority and type that a claim (request for due jobs) reads if it is not a full claim, in the order of the
    /// queue. Each pair has the due time from which its jobs are read.
    /// </summary>
    public List<KeyValuePair<QueueKey, DateTime>> KeysOf(JobClaim claim) =>
        [.. _from.Where(pair => IsOf(claim, pair.Key)).OrderBy(pair => pair.Key, QueuedJobs.Order)];

    /// <summary>
    /// Stores the earliest due time of the jobs of each priority and type, as a claim (request for due jobs) has found it.
    /// </summary>
    /// <param name="claim">The claim: the worker's request for due jobs.</param>
    /// <param name="firstDue">The earliest due time for each priority and type that has queued jobs.</param>
    /// <param name="pauses">The pauses of the queue. The claim (the request for due jobs) has not read paused jobs.</param>
    /// <param name="now">The time of the claim (UTC).</param>
    public void Learn(JobClaim claim, Dictionary<QueueKey, DateTime> firstDue, JobPauses pauses, DateTime now)
    {
        foreach (var key in _from.Keys.Union(firstDue.Keys).Where(key => IsOf(claim, key) && !pauses.Stop(key)).ToList())
            _from[key] = (firstDue.TryGetValue(key, out var first) && first < now ? first : now) - s_margin;
    }

    /// <summary>Sets the time of the next full claim (which reads the whole queue) after a full claim.</summary>
    /// <param name="now">The time of the claim (UTC).</param>
    /// <param name="elapsed">The duration of the full claim.</param>
    public void CompleteFull(DateTime now, TimeSpan elapsed)
    {
        var pause = elapsed * CostFactor;
        _lastFull = now;
        NextFull = now + (pause < s_shortestPause ? s_shortestPause : pause > s_longestPause ? s_longestPause : pause);
    }

    /// <summary>
    /// Records that this node has queued a job, so that the next claim (request for due jobs) reads the job's priority and type.
    /// </summary>
    public void Add(Job job)
    {
        var key = QueuedJobs.KeyOf(job);
        if (!_from.TryGetValue(key, out var from) || job.Due < from)
            _from[key] = job.Due;
    }

    private static bool IsOf(JobClaim claim, QueueKey key) =>
        key.Priority >= claim.Lowest && key.Priority <= claim.Highest && claim.SlotGroups.Any(group => group.Types.Contains(key.Type));
}
