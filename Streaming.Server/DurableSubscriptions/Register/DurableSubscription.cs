using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>
/// Describes a subscription of the Durable Streams protocol, which wakes a worker when streams have messages that no worker has
/// acknowledged. Contains the configuration, the current wake (the notice to a worker), and the lease of the worker (its right to process
/// the messages alone).
/// </summary>
internal sealed record DurableSubscription
{
    /// <summary>The id of the subscription, which the client has chosen.</summary>
    public required string Id { get; init; }

    public required SubscriptionKind Kind { get; init; }

    /// <summary>
    /// The pattern for the paths of the subscription's streams, such as <c>events/*</c>; null if all streams were added explicitly.
    /// </summary>
    public string? Pattern { get; init; }

    /// <summary>The topics of the streams that a client has added explicitly, in the order in which they were added.</summary>
    public IReadOnlyList<string> Explicit { get; init; } = [];

    /// <summary>The URL of the webhook to which wakes (notices of new messages) are sent; null for the kind pull-wake.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>The topic of the stream to which wakes (notices of new messages) are appended; null for the kind webhook.</summary>
    public string? WakeTopic { get; init; }

    /// <summary>The duration of a worker's lease (its right to process the messages alone), in milliseconds.</summary>
    public required int LeaseMilliseconds { get; init; }

    public string? Description { get; init; }

    /// <summary>
    /// A hash of the configuration with which the subscription was created. A repeated request to create the subscription has the same
    /// hash, by which it is recognized.
    /// </summary>
    public required string ConfigurationHash { get; init; }

    /// <summary>The URL of this server under which webhooks and workers reach it, without a slash at its end.</summary>
    public required string ServerUrl { get; init; }

    public required DateTime Created { get; init; }

    /// <summary>
    /// The version of the subscription: a random number for a new one, so that a write that was prepared for a deleted subscription has no
    /// effect. Each change of the subscription, or of a position up to which a stream is acknowledged, increments the version.
    /// </summary>
    public required long Version { get; init; }

    /// <summary>
    /// The generation: the number of wakes (notices to workers) so far. A request that names an earlier generation is refused.
    /// </summary>
    public long Generation { get; init; }

    /// <summary>The id of the current wake (the notice to a worker); null if there is none.</summary>
    public string? WakeId { get; init; }

    /// <summary>
    /// The name of the worker that has claimed the current wake (the notice of new messages); null if no worker has claimed it.
    /// </summary>
    public string? Holder { get; init; }

    /// <summary>
    /// The time at which the lease of the current wake ends; null if the wake (the notice of new messages) has no lease yet. A lease is the
    /// right of a worker to process the messages alone.
    /// </summary>
    public DateTime? LeaseUntil { get; init; }

    /// <summary>The number of consecutive requests to the webhook that have failed.</summary>
    public int Failures { get; init; }

    /// <summary>The time before which no request is sent to the webhook; null if the last request did not fail.</summary>
    public DateTime? NextAttempt { get; init; }

    /// <summary>
    /// Whether the stream of the wakes is one of the streams of the subscription, so that each wake would cause the next one.
    /// </summary>
    public bool WakesItself => WakeTopic is { } wake && Receives(new TopicName(wake));

    /// <summary>Returns whether messages of the topic wake the workers of the subscription.</summary>
    public bool Receives(TopicName topic) => IsExplicit(topic) || MatchesPattern(topic);

    public bool IsExplicit(TopicName topic) => Explicit.Contains(topic.Value, StringComparer.Ordinal);

    public bool MatchesPattern(TopicName topic) => Pattern is { } pattern && StreamGlob.Matches(pattern, StreamPath.NameOf(topic));

    /// <summary>
    /// Returns whether there is a current wake (a notice to a worker). A wake does not count if its lease (the worker's right to process
    /// the messages alone) has expired.
    /// </summary>
    public bool IsAwake(DateTime now) => WakeId is not null && !(LeaseUntil <= now);

    /// <summary>
    /// Returns a copy of the subscription without the current wake (the notice to a worker) and its lease (the worker's right to process
    /// the messages alone).
    /// </summary>
    public DurableSubscription WithoutWake() => this with { WakeId = null, Holder = null, LeaseUntil = null };

    /// <summary>
    /// Returns a copy of the subscription in which the lease of the current wake (the notice of new messages) begins now. The lease is the
    /// right of a worker to process the messages alone.
    /// </summary>
    public DurableSubscription WithLease(DateTime now) => this with { LeaseUntil = now.AddMilliseconds(LeaseMilliseconds) };
}
