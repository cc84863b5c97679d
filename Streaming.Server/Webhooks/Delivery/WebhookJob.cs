using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Runs jobs of type <c>webhook</c>, which deliver the messages of a topic to a webhook until no message is waiting. For each webhook and
/// topic, at most one job waits or runs at a time, so that the messages are sent in order.
/// </summary>
internal sealed class WebhookJob(
    TopicDelivery delivery, DeferredDelivery deferred, WebhookBackoff backoff) : IJobHandler<WebhookArguments, WebhookResult>, IRetryRule
{
    public const string Type = "webhook";

    // The maximum number of attempts of a delivery job: 100, which is the highest allowed number. After the last attempt, the next scan of
    // all topics enqueues a new job.
    public const int Attempts = 100;

    public Task<WebhookResult> RunAsync(WebhookArguments arguments, JobContext job)
    {
        var (id, topic) = (WebhookId.Parse(arguments.Webhook), TopicName.Parse(arguments.Topic));
        return arguments is { After: { } after, Through: { } through }
            ? deferred.RunAsync(id, topic, after, through, arguments.IsListed, job)
            : delivery.RunAsync(id, topic, job.Cancellation);
    }

    public TimeSpan? DelayAfter(Exception error, int attempt) =>
        error is DeliveryFailedException failed ? failed.Delay : backoff.After(attempt, retryAfter: null);
}
