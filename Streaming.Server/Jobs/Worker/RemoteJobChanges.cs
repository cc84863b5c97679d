using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Reacts to changes of jobs by other processes that share the store. Another process may have enqueued a job, may have cancelled a job
/// that runs in this process, or may have resumed paused jobs.
/// </summary>
internal sealed class RemoteJobChanges(
    TopicObservers observers, JobClaims claims, JobLeases leases, IOptions<JobOptions> options) : IHostedService, ITopicObserver
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Concurrency > 0)
            observers.Add(this);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    void ITopicObserver.OnMessagesAdded(TopicName topic, bool isOwn)
    {
        if (isOwn)
            return;
        // Another process has resumed jobs, which this process may now start.
        if (topic == JobPausing.ChangesTopic)
            claims.WakeSoon();
        if (!topic.IsIn(TopicNamespaces.Job))
            return;
        claims.WakeSoon();
        leases.Renew(new JobId(topic.Value[TopicNamespaces.Job.Length..]));
    }
}
