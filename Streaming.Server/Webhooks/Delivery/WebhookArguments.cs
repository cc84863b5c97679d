using System.ComponentModel.DataAnnotations;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The arguments of a job of type <c>webhook</c>.</summary>
internal sealed record WebhookArguments : IValidatableObject, IGuardedArguments
{
    public required string Webhook { get; init; }

    public required string Topic { get; init; }

    /// <summary>
    /// With <see cref="Through"/>: only the messages after this offset, which were deferred so that later ones need not wait.
    /// </summary>
    public long? After { get; init; }

    public long? Through { get; init; }

    /// <summary>
    /// Whether the store lists these messages as deferred; they are sent only while it does. Jobs of earlier versions do not have this
    /// value.
    /// </summary>
    public bool IsListed { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        _ = (WebhookId.Parse(Webhook), TopicName.Parse(Topic));
        if (After.HasValue != Through.HasValue || After >= Through)
            yield return new ValidationResult("Give both after and through, the smaller one first, or neither.");
    }

    public void Demand(AccessControl control, Caller caller) => AccessControl.AuthorizeAdministrator(caller);
}
