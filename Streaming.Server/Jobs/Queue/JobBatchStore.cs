using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Writes batches of changes to the job queue of a store, and reports to <see cref="StoreHealth"/> whether the store accepts them.
/// </summary>
internal sealed partial class JobBatchStore(IJobQueue queue, StoreHealth health, JobClock clock, ILogger<JobBatchStore> logger)
{
    /// <summary>Returns the current time (UTC) in microseconds, the precision of stored times.</summary>
    public DateTime Now() => clock.Now();

    public Task StartAsync(CancellationToken cancellationToken) => queue.StartAsync(cancellationToken);

    /// <summary>Writes a batch of changes in one transaction. The write cannot be cancelled once it has begun.</summary>
    /// <exception cref="RefusalException">The store failed to write the batch; nothing was changed.</exception>
    public async ValueTask<JobBatchResult> WriteAsync(JobBatch batch)
    {
        try
        {
            var result = await queue.WriteAsync(batch, CancellationToken.None);
            health.Succeeded(StoreWork.Jobs);
            return result;
        }
        catch (Exception e)
        {
            LogFailed(e, batch.Changes.Count);
            var refusal = e as RefusalException
                ?? new RefusalException(
                RefusalReason.Unavailable, "Failed to write to the job queue; nothing was changed. Try again later.", e);
            health.Failed(StoreWork.Jobs, refusal);
            throw refusal;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to store {ChangeCount} changes of jobs; the callers received an error.")]
    private partial void LogFailed(Exception exception, int changeCount);
}
