using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Enqueues the jobs that deliver messages to webhooks.</summary>
internal sealed class WebhookEnqueuer(JobClient jobs)
{
    /// <summary>
    /// Enqueues a job that delivers a topic to a webhook. At most one such job exists at a time; if it is running, it runs once more after
    /// it has ended.
    /// </summary>
    /// <param name="id">The id of the webhook.</param>
    /// <param name="topic">The topic to deliver.</param>
    /// <param name="due">The earliest start of the job (UTC); null to start as soon as possible.</param>
    /// <param name="cancellationToken">Cancels the wait for the job to be stored.</param>
    public Task DeliverAsync(WebhookId id, TopicName topic, DateTime? due = null, CancellationToken cancellationToken = default) =>
        EnqueueAsync(new WebhookArguments { Webhook = id.Value, Topic = topic.Value }, $"{id} {topic}", due, cancellationToken);

    /// <summary>
    /// Enqueues a job that sends a deferred batch again (messages that the receiver refused). At most one job exists for each batch.
    /// </summary>
    public Task EnqueueDeferredAsync(
        WebhookId id, TopicName topic, long after, long through, DateTime due, CancellationToken cancellationToken = default) =>
        EnqueueAsync(new WebhookArguments { Webhook = id.Value, Topic = topic.Value, After = after, Through = through, IsListed = true },
            $"{id} {topic} {after}-{through}", due, cancellationToken);

    private Task<Job> EnqueueAsync(WebhookArguments arguments, string key, DateTime? due, CancellationToken cancellationToken) =>
        jobs.EnqueueAsync(WebhookJob.Type, arguments,
            new EnqueueOptions { SingleKey = key, Due = due, Origin = $"webhook:{arguments.Webhook}" }, cancellationToken);
}
