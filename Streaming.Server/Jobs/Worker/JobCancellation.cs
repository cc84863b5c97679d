using Streaming.Server.Core.Concurrency;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Cancels the handler of one running job, and keeps the reason.</summary>
/// <param name="id">The job.</param>
/// <param name="stop">The handler's cancellation. It is not disposed: an overdue handler still uses its token.</param>
/// <param name="lastResort">Handles exceptions of the handler's cancellation callbacks.</param>
internal sealed class JobCancellation(JobId id, CancellationTokenSource stop, LastResortHandler lastResort)
{
    private int _reason;
    private volatile bool _attemptHasEnded;

    /// <summary>Is cancelled when the handler should stop.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>The first reason for which the handler was cancelled.</summary>
    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Cancels the handler. Only the first reason is kept.</summary>
    public void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
            _ = lastResort.WatchAsync($"the cancellation callbacks of job {id}", stop.CancelAsync());
    }

    /// <summary>
    /// Cancels the handler if a change has shown that the job was lost or cancelled. Call it for each of the worker's own changes: the bus
    /// does not report what
    /// another process did to the job just before.
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

    /// <summary>Ignores the results of further changes: the attempt has ended.</summary>
    public void End() => _attemptHasEnded = true;
}
