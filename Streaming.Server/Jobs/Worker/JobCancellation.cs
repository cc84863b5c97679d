using Streaming.Server.Core.Concurrency;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Cancels the handler of one running job, and stores the reason of the cancellation.</summary>
/// <param name="id">The id of the job.</param>
/// <param name="stop">The source of the handler's cancellation token. It is not disposed, because a handler that did not return in time
/// still uses the token.</param>
/// <param name="lastResort">The handler that logs exceptions of cancellation callbacks.</param>
internal sealed class JobCancellation(JobId id, CancellationTokenSource stop, LastResortHandler lastResort)
{
    private int _reason;
    private volatile bool _attemptHasEnded;

    /// <summary>The cancellation token of the handler; it is cancelled when the handler should stop.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>The reason for which the handler was cancelled; if there were several reasons, the first one.</summary>
    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Cancels the handler of the job. If this method is called several times, only the first reason is stored.</summary>
    public void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
            _ = lastResort.WatchAsync($"the cancellation callbacks of job {id}", stop.CancelAsync());
    }

    /// <summary>
    /// Cancels the handler if the result of a write to the job queue shows that the job was cancelled, or that the worker has lost the
    /// lease of the job (the right to run the job). The worker passes the result of each of its writes to this method. A result may show a
    /// change by another process of which the worker was not notified yet.
    /// </summary>
    public void Apply(ChangeResult result)
    {
        if (_attemptHasEnded)
            return;
        if (!result.Applied)
            Stop(StopReason.LeaseLost);
        else if (result.Job is { IsCancelling: true })
            Stop(StopReason.Cancelled);
    }

    /// <summary>
    /// Marks the attempt (one run of the job's handler) as ended. If a write of the attempt has no effect after that, the handler is not
    /// cancelled: such a write does not mean that the worker has lost the lease (the right to run the job).
    /// </summary>
    public void End() => _attemptHasEnded = true;
}
