using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Tests.Testing;

/// <summary>An example of a job handler to test: it reminds a customer, and enqueues the next reminder.</summary>
public sealed class ReminderJob(IMailbox mailbox, JobClient jobs, TimeProvider time) : IJobHandler<ReminderArguments, int>
{
    private const int Reminders = 3;

    public async Task<int> RunAsync(ReminderArguments arguments, JobContext job)
    {
        job.ReportProgress(0.5, $"Order {arguments.Order}");
        var sent = await mailbox.SendAsync(arguments.Order, job.Cancellation);
        await job.PublishAsync("sent", new { number = sent });
        if (sent < Reminders)
            await jobs.EnqueueAsync(arguments, new EnqueueOptions { Due = time.GetUtcNow().UtcDateTime.AddDays(1) }, job.Cancellation);
        return sent;
    }
}
