using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Makes the jobs that deliver.</summary>
internal sealed class WebhookEnqueuer(JobClient jobs)
{
    /// <summary>Has a topic delivered. There is one job for it at a time; one that runs already is run once more.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="due">Not before this time (UTC); null for now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task DeliverAsync(WebhookId id, TopicName topic, DateTime? due = null, CancellationToken cancellationToken = default) =>
        EnqueueAsync(new WebhookArguments { Webhook = id.Value, Topic = topic.Value }, $"{id} {topic}", due, cancellationToken);

    /// <summary>Has messages that were set aside sent again, by a job of their own. There is one at a time for them.</summary>
    public Task SetAsideAsync(WebhookId id, TopicName topic, long after, long through, DateTime due, CancellationToken cancellationToken = default) =>
        EnqueueAsync(new WebhookArguments { Webhook = id.Value, Topic = topic.Value, After = after, Through = through, IsListed = true }, $"{id} {topic} {after}-{through}", due, cancellationToken);

    private Task<Job> EnqueueAsync(WebhookArguments arguments, string key, DateTime? due, CancellationToken cancellationToken) =>
        jobs.EnqueueAsync(WebhookJob.Type, arguments, new EnqueueOptions { SingleKey = key, Due = due, Origin = $"webhook:{arguments.Webhook}" }, cancellationToken);
}
