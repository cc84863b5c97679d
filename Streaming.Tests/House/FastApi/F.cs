using Streaming.Server.Jobs.Worker;

namespace Streaming.Tests.House.FastApi;

public sealed class F(Db db) : IJobHandler<FArguments, FResult>
{
    public Task<FResult> RunAsync(FArguments arguments, JobContext job)
    {
        if (!db.IsWarm)
            throw new InvalidOperationException("It ran before the warm-up.");
        job.ReportProgress(0.5, "half");
        return Task.FromResult(new FResult(arguments.X));
    }
}
