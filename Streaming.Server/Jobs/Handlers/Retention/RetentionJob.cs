using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Handlers.Retention;

/// <summary>
/// Runs jobs of type <c>retention</c>, which a schedule enqueues each night. Applies the retention rules of all topics, deletes old jobs
/// and files, and returns unused space of the store to the disk.
/// </summary>
internal sealed class RetentionJob(
    RetentionService retention, JobRetention keeper,
    IEnumerable<IStoreCompaction> stores) : IJobHandler<RetentionArguments, RetentionResult>
{
    public const string Type = "retention";

    public async Task<RetentionResult> RunAsync(RetentionArguments arguments, JobContext job)
    {
        await retention.ApplyAsync(job.Cancellation);
        job.ReportProgress(0.3, "Policies applied");
        var (jobs, files) = await keeper.DeleteOldAsync(job.Cancellation);
        job.ReportProgress(0.6, "Old jobs deleted");
        long freed = 0;
        foreach (var store in stores)
            freed += await store.CompactAsync(job.Cancellation);
        return new RetentionResult(jobs, files, freed);
    }
}
