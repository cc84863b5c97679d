using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>
/// A write to the store that creates or replaces a durable subscription. The write succeeds only if the stored version is one less than the
/// new version, or, for a new subscription, if none is stored. Otherwise another request has changed the subscription first, and the write
/// has no effect.
/// </summary>
/// <param name="Subscription">The subscription with its new version.</param>
internal sealed record SubscriptionWrite(DurableSubscription Subscription)
{
    /// <summary>True to create a subscription; false to change the stored one.</summary>
    public bool IsNew { get; init; }

    /// <summary>The cursors (positions up to which streams are acknowledged) to create or replace.</summary>
    public IReadOnlyList<StreamCursor> Cursors { get; init; } = [];

    /// <summary>The topics whose cursors (positions up to which streams are acknowledged) are deleted.</summary>
    public IReadOnlyList<TopicName> Removed { get; init; } = [];
}
