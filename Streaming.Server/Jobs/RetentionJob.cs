using Streaming.Server.Access;
using Streaming.Server.Topics;

namespace Streaming.Server.Jobs;

/// <summary>A job that needs no arguments.</summary>
public sealed record NoArguments;

/// <summary>The nightly trim needs no arguments, but somebody who administers everything.</summary>
internal sealed record RetentionArguments : IGuardedArguments
{
    public void Demand(AccessControl control, Caller caller) => control.DemandAdministrator(caller);
}

/// <summary>What the nightly trim has done.</summary>
internal sealed record RetentionResult(int Jobs, int Files, long FreedBytes);

/// <summary>The nightly trim: applies all policies, forgets old jobs and files, and gives the store's free space back to the disk.</summary>
internal sealed class RetentionJob(Retention retention, JobKeeper keeper, IEnumerable<IStoreCompaction> stores) : IJobHandler<RetentionArguments, RetentionResult>
{
    public const string Type = "retention";

    public async Task<RetentionResult> RunAsync(RetentionArguments arguments, JobContext job)
    {
        await retention.ApplyAsync(job.Cancellation);
        job.ReportProgress(0.3, "Policies applied");
        var (jobs, files) = await keeper.ForgetAsync(job.Cancellation);
        job.ReportProgress(0.6, "Old jobs forgotten");
        long freed = 0;
        foreach (var store in stores)
            freed += await store.CompactAsync(job.Cancellation);
        return new RetentionResult(jobs, files, freed);
    }
}
