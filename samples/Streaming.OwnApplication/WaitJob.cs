using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Worker;

namespace Streaming.OwnApplication;

/// <summary>Handler of the job type <c>wait</c>: runs until the job is cancelled.</summary>
internal sealed class WaitJob : IJobHandler<NoArguments, string>
{
    public async Task<string> RunAsync(NoArguments arguments, JobContext job)
    {
        job.ReportProgress(0, "waiting");
        await Task.Delay(Timeout.InfiniteTimeSpan, job.Cancellation);
        return "Never.";
    }
}
