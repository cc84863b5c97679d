using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Core.Topics;

/// <summary>A request to append messages to one topic. Either all messages are appended or none.</summary>
internal sealed record AppendRequest
{
    /// <summary>The time for which an idempotency key is stored after its last use: 24 hours.</summary>
    public static readonly TimeSpan IdempotencyWindow = TimeSpan.FromHours(24);

    /// <summary>The topic that receives the messages.</summary>
    public required TopicName Topic { get; init; }

    /// <summary>
    /// The messages to append: at least one, except for a request that creates or closes a topic.
    /// </summary>
    public required IReadOnlyList<NewMessage> Messages { get; init; }

    /// <summary>
    /// The time of the messages by the clock of this process, in UTC, in whole microseconds. The store may use the time of its own clock
    /// instead (see <see cref="AppendResult.Time"/>).
    /// </summary>
    public required DateTime Time { get; init; }

    /// <summary>
    /// The idempotency key of the request; null if the client sent none. A repeated request with the same key and topic appends nothing.
    /// </summary>
    public IdempotencyKey? Key { get; init; }

    /// <summary>
    /// Describes which part of an upload these messages are, if the upload is appended in several requests; null if this request contains
    /// all messages. With a part, <see cref="Key"/> must be set, and its <see cref="IdempotencyKey.Payload"/> must be null.
    /// </summary>
    public UploadPart? Part { get; init; }

    /// <summary>
    /// The number of subscribers of the topic in this process. The number is stored with the idempotency key, so that a repeated request
    /// receives the same response.
    /// </summary>
    public int Subscribers { get; init; }

    /// <summary>The trace context (W3C <c>traceparent</c>) that the messages contain; null if the publish is not traced.</summary>
    public string? Trace { get; init; }

    /// <summary>
    /// The topic to create, if the request creates a topic; its messages are then the first ones of the topic. Null if the request only
    /// appends.
    /// </summary>
    public TopicCreation? Creation { get; init; }

    /// <summary>
    /// The conditions that must be met for the append, such as an existing topic; null if the request has none, like a plain publish.
    /// </summary>
    public AppendConditions? Conditions { get; init; }

    /// <summary>
    /// The time of a recent read of the topic that the store does not know of yet; null if there is none. A read prolongs the topic's time
    /// to live (the time without use after which the topic expires).
    /// </summary>
    public DateTime? Touched { get; init; }
}
