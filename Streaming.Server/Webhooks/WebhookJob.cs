using System.ComponentModel.DataAnnotations;
using Streaming.Server.Access;
using Streaming.Server.Jobs;
using Streaming.Server.Messages;

namespace Streaming.Server.Webhooks;

/// <summary>What a job of type <c>webhook</c> delivers.</summary>
internal sealed record WebhookArguments : IValidatableObject, IGuardedArguments
{
    public required string Webhook { get; init; }

    public required string Topic { get; init; }

    /// <summary>With <see cref="Through"/>: only the messages after this offset, which were set aside so that others need not wait.</summary>
    public long? After { get; init; }

    public long? Through { get; init; }

    /// <summary>Whether the store lists these messages as set aside; then they are sent only while it does. Jobs of earlier versions have it not.</summary>
    public bool IsListed { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        _ = (WebhookId.Parse(Webhook), TopicName.Parse(Topic));
        if (After.HasValue != Through.HasValue || After >= Through)
            yield return new ValidationResult("Give both after and through, the smaller one first, or neither.");
    }

    public void Demand(AccessControl control, Caller caller) => control.DemandAdministrator(caller);
}

/// <summary>What a job of type <c>webhook</c> has done.</summary>
internal sealed record WebhookResult(long Messages, int Requests);

/// <summary>A request that failed, and when it is worth trying again.</summary>
internal sealed class DeliveryFailedException(string sentence, TimeSpan delay) : Exception(sentence)
{
    public TimeSpan Delay => delay;
}

/// <summary>Delivers a topic to a webhook until there is nothing more. There is one at a time for each webhook and topic, which keeps the order.</summary>
internal sealed class WebhookJob(TopicDelivery delivery, AsideDelivery aside, WebhookBackoff backoff) : IJobHandler<WebhookArguments, WebhookResult>, IRetryRule
{
    public const string Type = "webhook";

    // The most that jobs have. With an hour between them it is longer than a webhook may fail.
    public const int Attempts = 100;

    public Task<WebhookResult> RunAsync(WebhookArguments arguments, JobContext job)
    {
        var (id, topic) = (WebhookId.Parse(arguments.Webhook), TopicName.Parse(arguments.Topic));
        return arguments is { After: { } after, Through: { } through } ? aside.RunAsync(id, topic, after, through, arguments.IsListed, job) : delivery.RunAsync(id, topic, job.Cancellation);
    }

    public TimeSpan? DelayAfter(Exception error, int attempt) => error is DeliveryFailedException failed ? failed.Delay : backoff.After(attempt, retryAfter: null);
}
