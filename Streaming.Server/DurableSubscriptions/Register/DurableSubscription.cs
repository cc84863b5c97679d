using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>
/// A durable subscription of the Durable Streams protocol: it wakes a worker when streams have messages that no worker has acknowledged.
/// The record has the configuration, the wake that is in flight, and the lease of the worker.
/// </summary>
internal sealed record DurableSubscription
{
    /// <summary>The id, which the client has chosen.</summary>
    public required string Id { get; init; }

    public required SubscriptionKind Kind { get; init; }

    /// <summary>The glob pattern of the paths of its streams, such as <c>events/*</c>; null if it has only explicit streams.</summary>
    public string? Pattern { get; init; }

    /// <summary>The topics of the streams that a client has added explicitly, in the order in which they were added.</summary>
    public IReadOnlyList<string> Explicit { get; init; } = [];

    /// <summary>The URL that receives wakes; null for pull-wake.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>The topic of the stream to which wakes are appended; null for webhooks.</summary>
    public string? WakeTopic { get; init; }

    /// <summary>The duration of a lease, in milliseconds.</summary>
    public required int LeaseMilliseconds { get; init; }

    public string? Description { get; init; }

    /// <summary>
    /// A hash of the configuration as it was when the subscription was created. A request with the same hash confirms the subscription.
    /// </summary>
    public required string ConfigurationHash { get; init; }

    /// <summary>The URL of this server as receivers of wakes reach it, without a slash at its end.</summary>
    public required string ServerUrl { get; init; }

    public required DateTime Created { get; init; }

    /// <summary>1 for a new subscription; each change of the record or of its cursors raises it.</summary>
    public required long Version { get; init; }

    /// <summary>The number of wakes so far. Requests that name an earlier one are refused (fencing).</summary>
    public long Generation { get; init; }

    /// <summary>The id of the wake in flight; null if there is none.</summary>
    public string? WakeId { get; init; }

    /// <summary>The worker that has claimed the wake in flight; null if none has.</summary>
    public string? Holder { get; init; }

    /// <summary>The end of the lease of the wake in flight; null if it has no lease yet.</summary>
    public DateTime? LeaseUntil { get; init; }

    /// <summary>The number of requests to the webhook that have failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>The time before which no request is sent to the webhook; null if the last one did not fail.</summary>
    public DateTime? NextAttempt { get; init; }

    /// <summary>Returns whether the subscription receives wakes for the topic.</summary>
    public bool Receives(TopicName topic) => IsExplicit(topic) || MatchesPattern(topic);

    public bool IsExplicit(TopicName topic) => Explicit.Contains(topic.Value, StringComparer.Ordinal);

    public bool MatchesPattern(TopicName topic) => Pattern is { } pattern && StreamGlob.Matches(pattern, SubscriptionPath.Of(topic));

    /// <summary>Returns whether a wake is in flight whose lease, if it has one, has not expired.</summary>
    public bool IsAwake(DateTime now) => WakeId is not null && !(LeaseUntil <= now);

    /// <summary>Returns the record without the wake in flight and without its lease.</summary>
    public DurableSubscription WithoutWake() => this with { WakeId = null, Holder = null, LeaseUntil = null };

    /// <summary>Returns the record with a lease that begins now.</summary>
    public DurableSubscription WithLease(DateTime now) => this with { LeaseUntil = now.AddMilliseconds(LeaseMilliseconds) };
}
