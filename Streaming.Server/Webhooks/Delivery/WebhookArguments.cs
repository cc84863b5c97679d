using System.ComponentModel.DataAnnotations;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The arguments of a job of type <c>webhook</c>, which delivers messages of a topic to a webhook.</summary>
internal sealed record WebhookArguments : IValidatableObject, IGuardedArguments
{
    public required string Webhook { get; init; }

    public required string Topic { get; init; }

    /// <summary>
    /// The offset before the first message of a deferred batch (messages that the receiver refused and that are sent again). The job sends
    /// only the messages after this offset, up to <see cref="Through"/>. Null if the job sends all messages of the topic that the webhook
    /// has not received.
    /// </summary>
    public long? After { get; init; }

    public long? Through { get; init; }

    /// <summary>
    /// True if the deferred batch (refused messages that are sent again) was in the store when this job was enqueued. The job then sends
    /// the batch only if the batch is still in the store. False in jobs of an old version of the server.
    /// </summary>
    public bool IsListed { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        _ = (WebhookId.Parse(Webhook), TopicName.Parse(Topic));
        if (After.HasValue != Through.HasValue || After >= Through)
            yield return new ValidationResult("Give both after and through, the smaller one first, or neither.");
    }

    public void Authorize(AccessControl control, Caller caller) => AccessControl.AuthorizeAdministrator(caller);
}
