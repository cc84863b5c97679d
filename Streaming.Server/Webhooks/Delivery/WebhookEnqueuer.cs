using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Enqueues the jobs that deliver messages to webhooks.</summary>
internal sealed class WebhookEnqueuer(JobClient jobs)
{
    /// <summary>
    /// Enqueues a job that delivers the messages of a topic to a webhook. If such a job is waiting, no second job is added. If such a job
    /// is running, it runs once more after it has succeeded.
    /// </summary>
    /// <param name="id">The id of the webhook.</param>
    /// <param name="topic">The topic to deliver.</param>
    /// <param name="due">The earliest start of the job (UTC); null to start as soon as possible.</param>
    /// <param name="cancellationToken">Cancels the wait for the job to be stored.</param>
    public Task DeliverAsync(WebhookId id, TopicName topic, DateTime? due = null, CancellationToken cancellationToken = default) =>
        EnqueueAsync(new WebhookArguments { Webhook = id.Value, Topic = topic.Value }, $"{id} {topic}", due, cancellationToken);

    /// <summary>
    /// Enqueues a job that sends a deferred batch (messages that the receiver refused) again. If the batch already has a job, no second job
    /// is added.
    /// </summary>
    public Task EnqueueDeferredAsync(
        WebhookId id, TopicName topic, long after, long through, DateTime due, CancellationToken cancellationToken = default) =>
        EnqueueAsync(new WebhookArguments { Webhook = id.Value, Topic = topic.Value, After = after, Through = through, IsListed = true },
            $"{id} {topic} {after}-{through}", due, cancellationToken);

    private Task<Job> EnqueueAsync(WebhookArguments arguments, string key, DateTime? due, CancellationToken cancellationToken) =>
        jobs.EnqueueAsync(WebhookJob.Type, arguments,
            new EnqueueOptions
            {
                Key = key,
                WhenKeyExists = WhenKeyExists.RunOnceMore,
                Due = due,
                Origin = $"webhook:{arguments.Webhook}",
            },
            cancellationToken);
}
