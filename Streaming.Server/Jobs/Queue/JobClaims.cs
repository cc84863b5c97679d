using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Decides when due jobs are claimed from the queue: after a change that may have made a job due, when the worker has free slots again, and
/// by a timer at
/// the time that the store returned. Used by the <see cref="JobWriter"/>'s thread, except for <see cref="Wake"/>.
/// </summary>
internal sealed class JobClaims : IAsyncDisposable
{
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    // Timers may fire early by a fraction of a millisecond.
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly JobMetrics _metrics;
    private readonly ITimer _alarm;
    private IJobClaimer? _claimer;
    private int _woken;
    private bool _isDue;

    public JobClaims(JobMetrics metrics, TimeProvider time, LastResortHandler lastResort)
    {
        (_metrics, _time) = (metrics, time);
        _alarm = lastResort.CreateTimer(
            time, "the timer of the job queue", static claims => claims.Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes the <see cref="JobWriter"/> write its next batch.</summary>
    public Action? OnWake { get; set; }

    /// <summary>Gives due jobs to this worker from now on.</summary>
    public void Attach(IJobClaimer claimer)
    {
        _claimer = claimer;
        Wake();
    }

    /// <summary>Asks for a claim soon. May be called from any thread.</summary>
    public void Wake()
    {
        // The flag remembers the claim where the writer's queue is full.
        if (Interlocked.Exchange(ref _woken, 1) == 0)
            OnWake?.Invoke();
    }

    /// <summary>The claim to add to a batch with these changes; null for none.</summary>
    public JobClaim? Next(List<JobChange> changes)
    {
        // A job that is enqueued or retried in this batch may be claimed in the same transaction.
        _isDue |= Interlocked.Exchange(ref _woken, 0) == 1 || changes.Exists(MakesJobDue);
        return _isDue ? _claimer?.NextClaim() : null;
    }

    /// <summary>Repeats the claim after a pause, since the batch failed.</summary>
    public void Fail() => _alarm.Change(s_pauseAfterFailure, Timeout.InfiniteTimeSpan);

    /// <summary>Cancels a job that runs in this process.</summary>
    public void Cancel(JobId id) => _claimer?.Cancel(id);

    /// <summary>Starts the claimed jobs and sets the timer for the next claim.</summary>
    public void Start(JobBatchResult result, JobClaim claim, DateTime now)
    {
        _isDue = result.MayHaveMore;
        foreach (var claimed in result.Claimed)
            _metrics.Started(claimed.Job.Type, now - claimed.Job.Due);

        _claimer!.Start(result.Claimed, result.UnknownTypes);

        // A lease that another process takes after this claim is unknown here, so the next claim comes within the time of a lease.
        var next = now + claim.Lease;
        if (result.NextLook is { } look && look < next)
            next = look;
        var wait = next - _time.UtcNowMicroseconds();
        _alarm.Change(wait > TimeSpan.Zero ? wait + s_shortestWait : s_shortestWait, Timeout.InfiniteTimeSpan);
        // The clock may have moved past that time before the timer was set.
        if (_time.UtcNowMicroseconds() >= next)
            Wake();
    }

    public ValueTask DisposeAsync() => _alarm.DisposeAsync();

    private static bool MakesJobDue(JobChange change) =>
        change is EnqueueJob or RetryJob or FireSchedule or EndAttempt { Ending: not AttemptResult.Success };
}
