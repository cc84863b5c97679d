using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>
/// A write to the store that creates or replaces a durable subscription. The version of the stored subscription must be one less than the
/// new version (0: it must not exist). Otherwise another request has changed it, and the write has no effect.
/// </summary>
/// <param name="Subscription">The subscription with its new version.</param>
internal sealed record SubscriptionWrite(DurableSubscription Subscription)
{
    /// <summary>The cursors to create or replace.</summary>
    public IReadOnlyList<StreamCursor> Cursors { get; init; } = [];

    /// <summary>The topics whose cursors are deleted.</summary>
    public IReadOnlyList<TopicName> Removed { get; init; } = [];
}
