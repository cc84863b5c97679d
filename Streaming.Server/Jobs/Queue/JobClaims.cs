using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Decides when this process claims due jobs from the queue. There are three occasions: a change may have made a job due, the worker has
/// free slots (places for running jobs) again, or the time has come that the store has returned for the next claim (request for due jobs).
/// Only the thread of the <see cref="JobWriter"/> calls the methods of this class, except for <see cref="Wake"/> and
/// <see cref="WakeSoon"/>.
/// </summary>
internal sealed class JobClaims : IAsyncDisposable
{
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    // The time that is added to the wait for the next claim (request for due jobs), because timers may fire too early by a fraction of a
    // millisecond.
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(1);

    // The minimum time between two claims (requests for due jobs) because of changes in other processes. Each event of a job in another
    // process causes a claim, and most of these claims find no job.
    private static readonly TimeSpan s_betweenRemoteWakes = TimeSpan.FromMilliseconds(20);

    // The maximum random delay of a claim (request for due jobs) because of a change in another process. Without the delay, all processes
    // that learn of a new job would try to claim the job at the same moment.
    private static readonly TimeSpan s_longestJitter = TimeSpan.FromMilliseconds(5);

    private readonly IJobQueue _queue;
    private readonly JobClock _clock;
    private readonly JobMetrics _metrics;
    private readonly ITimer _alarm;
    private readonly ITimer _remoteWake;
    private IJobClaimer? _claimer;
    private int _woken;
    private int _isRemoteWakeDue;
    private long _lastRemoteWake;
    private bool _isDue;
    private bool _waitsForEnd;

    public JobClaims(IJobQueue queue, JobClock clock, JobMetrics metrics, TimeProvider time, LastResortHandler lastResort)
    {
        (_queue, _clock, _metrics) = (queue, clock, metrics);
        _alarm = lastResort.CreateTimer(
            time, "the timer of the job queue", static claims => claims.Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _remoteWake = lastResort.CreateTimer(TimeProvider.System, "the timer of jobs in other processes",
            static claims => claims.WakeNow(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// A function that makes the writer of the job queue (<see cref="JobWriter"/>) write soon, even if there are no changes.
    /// </summary>
    public Action? OnWake { get; set; }

    /// <summary>Connects the worker of this process to the job queue. From this call on, the worker receives due jobs.</summary>
    public void Attach(IJobClaimer claimer)
    {
        _claimer = claimer;
        Wake();
    }

    /// <summary>
    /// Requests that the next transaction also assigns due jobs to this process (a claim), and that this transaction starts soon. May be
    /// called from any thread.
    /// </summary>
    public void Wake()
    {
        // The flag stores the request for a claim of due jobs. The JobWriter reads the flag with its next batch, even if its queue is full
        // and cannot accept the notification below.
        if (Interlocked.Exchange(ref _woken, 1) == 0)
            OnWake?.Invoke();
    }

    /// <summary>
    /// Requests a claim of due jobs because another process has changed a job. The claim follows within some milliseconds, once for all
    /// changes that are reported until then. May be called from any thread.
    /// </summary>
    public void WakeSoon()
    {
        if (Interlocked.Exchange(ref _isRemoteWakeDue, 1) == 1)
            return;
        var since = TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _lastRemoteWake));
        var wait = since < s_betweenRemoteWakes ? s_betweenRemoteWakes - since : TimeSpan.Zero;
        _remoteWake.Change(wait + (s_longestJitter * Random.Shared.NextDouble()), Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Returns the claim (the worker's request for due jobs) that is added to a batch with the given changes; null if no claim is needed.
    /// </summary>
    public JobClaim? Next(List<JobChange> changes)
    {
        // A job that this batch enqueues or retries can be claimed in the same transaction.
        _isDue |= Interlocked.Exchange(ref _woken, 0) == 1 || changes.Exists(MakesJobDue)
            || (_waitsForEnd && changes.Exists(static change => change is EndAttempt));
        return _isDue ? _claimer?.NextClaim() : null;
    }

    /// <summary>
    /// Repeats the claim (the request for due jobs) after one second. Called when the transaction with the claim has failed.
    /// </summary>
    public void Fail() => _alarm.Change(s_pauseAfterFailure, Timeout.InfiniteTimeSpan);

    /// <summary>Cancels the handler of a job. Does nothing if the job does not run in this process.</summary>
    public void Cancel(JobId id) => _claimer?.Cancel(id);

    /// <summary>Starts the claimed jobs, and sets the timer for the next claim (request for due jobs).</summary>
    public void Start(JobBatchResult result, JobClaim claim, DateTime now)
    {
        (_isDue, _waitsForEnd) = (result.MayHaveMore, result.WaitsForEnd);
        foreach (var claimed in result.Claimed)
            _metrics.Started(claimed.Job.Type, now - claimed.Job.Due);

        _claimer!.Start(result.Claimed, result.UnknownTypes);

        // The next claim follows at the latest after the duration of a lease (the time for which a job belongs to a worker). Other
        // processes may have started jobs since and then crashed. Their leases have expired by then, so the next claim finds these jobs.
        var next = now + (_queue.LongestWait is { } longest && longest < claim.Lease ? longest : claim.Lease);
        if (result.NextClaim is { } nextClaim && nextClaim < next)
            next = nextClaim;
        var wait = next - _clock.Now();
        _alarm.Change(wait > TimeSpan.Zero ? wait + s_shortestWait : s_shortestWait, Timeout.InfiniteTimeSpan);
        // The time of the next claim (request for due jobs) may have passed while the timer was set, and the timer would then fire too
        // late. In this case the claim is requested now.
        if (_clock.Now() >= next)
            Wake();
    }

    public async ValueTask DisposeAsync()
    {
        await _alarm.DisposeAsync();
        await _remoteWake.DisposeAsync();
    }

    private void WakeNow()
    {
        Interlocked.Exchange(ref _lastRemoteWake, TimeProvider.System.GetTimestamp());
        Interlocked.Exchange(ref _isRemoteWakeDue, 0);
        Wake();
    }

    private static bool MakesJobDue(JobChange change) =>
        change is EnqueueJob or EnqueueJobs or RetryJob or FireSchedule or RunSchedule or SetPause
            or EndAttempt { Result: not AttemptResult.Success };
}
