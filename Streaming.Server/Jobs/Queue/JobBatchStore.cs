using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Writes batches of changes to the job queue of a store, and reports to <see cref="StoreHealth"/> whether the writes succeed.
/// </summary>
internal sealed partial class JobBatchStore(IJobQueue queue, StoreHealth health, JobClock clock, ILogger<JobBatchStore> logger)
{
    /// <summary>Returns the current time (UTC) in microseconds, the precision of stored times.</summary>
    public DateTime Now() => clock.Now();

    public Task StartAsync(CancellationToken cancellationToken) => queue.StartAsync(cancellationToken);

    /// <summary>
    /// Writes a batch of changes to the job queue in one transaction. The transaction is not cancelled when the server stops.
    /// </summary>
    /// <exception cref="RefusalException">
    /// The store failed to write the batch. Nothing was changed, unless <see cref="RefusalException.IsOutcomeUnknown"/> is true.
    /// </exception>
    public async ValueTask<JobBatchResult> WriteAsync(JobBatch batch)
    {
        try
        {
            var result = await queue.WriteAsync(batch, CancellationToken.None);
            health.Succeeded(StoreWriteKind.Jobs);
            return result;
        }
        catch (Exception e)
        {
            LogFailed(e, batch.Changes.Count);
            // A store that throws a RefusalException has written nothing. After any other exception, it is unknown whether the changes were
            // written.
            var refusal = e as RefusalException ?? RefusalException.OutcomeUnknown("The store failed while the job was written.", e);
            health.Failed(StoreWriteKind.Jobs, refusal);
            throw refusal;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to store {ChangeCount} changes of jobs; the callers received an error.")]
    private partial void LogFailed(Exception exception, int changeCount);
}
