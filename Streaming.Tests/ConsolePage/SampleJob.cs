using Streaming.Server.Jobs.Worker;
using Streaming.Tests.Support;

namespace Streaming.Tests.ConsolePage;

/// <summary>A job that ends as its arguments say: it succeeds, fails, or runs until it is cancelled.</summary>
public class SampleJob : IJobHandler<SampleArguments, string>
{
    public async Task<string> RunAsync(SampleArguments arguments, JobContext job)
    {
        job.ReportProgress(arguments.Percent / 100.0, "page 12 of 20");
        if (arguments.Fails)
            throw new InvalidOperationException("The mail server refused the recipient: 550 mailbox unavailable.");
        if (arguments.Waits)
            await job.Cancellation.UntilCancelledAsync();
        return "done";
    }
}
