using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Enqueues the jobs of webhook deliveries.</summary>
internal sealed class WebhookEnqueuer(JobClient jobs)
{
    /// <summary>Enqueues the delivery of a topic. Only one job exists for it at a time; a job that runs already runs once more.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="due">The earliest time (UTC); null for now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task DeliverAsync(WebhookId id, TopicName topic, DateTime? due = null, CancellationToken cancellationToken = default) =>
        EnqueueAsync(new WebhookArguments { Webhook = id.Value, Topic = topic.Value }, $"{id} {topic}", due, cancellationToken);

    /// <summary>Enqueues the delivery of deferred messages. Only one job exists for them at a time.</summary>
    public Task SetAsideAsync(
        WebhookId id, TopicName topic, long after, long through, DateTime due, CancellationToken cancellationToken = default) =>
        EnqueueAsync(new WebhookArguments { Webhook = id.Value, Topic = topic.Value, After = after, Through = through, IsListed = true },
            $"{id} {topic} {after}-{through}", due, cancellationToken);

    private Task<Job> EnqueueAsync(WebhookArguments arguments, string key, DateTime? due, CancellationToken cancellationToken) =>
        jobs.EnqueueAsync(WebhookJob.Type, arguments,
            new EnqueueOptions { SingleKey = key, Due = due, Origin = $"webhook:{arguments.Webhook}" }, cancellationToken);
}
