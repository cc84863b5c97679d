using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>A request to append messages to one topic. Either all messages are appended or none.</summary>
internal sealed record AppendRequest
{
    /// <summary>The time for which an idempotency key is stored after its last use: 24 hours.</summary>
    public static readonly TimeSpan IdempotencyWindow = TimeSpan.FromHours(24);

    /// <summary>The topic that receives the messages.</summary>
    public required TopicName Topic { get; init; }

    /// <summary>The messages to append, at least one.</summary>
    public required IReadOnlyList<NewMessage> Messages { get; init; }

    /// <summary>
    /// The time of all messages by this node's clock, in UTC, to the microsecond. The store may take its own clock instead (see
    /// <see cref="AppendResult.Time"/>).
    /// </summary>
    public required DateTime Time { get; init; }

    /// <summary>
    /// The idempotency key of the request, or null. A second request with the same key appends nothing. Each topic has its own keys.
    /// </summary>
    public IdempotencyKey? Key { get; init; }

    /// <summary>
    /// Describes which part of an upload the messages are, if an upload is appended in several requests; null if this request contains all
    /// messages. A part needs an idempotency key whose <see cref="IdempotencyKey.Payload"/> is null.
    /// </summary>
    public UploadPart? Part { get; init; }

    /// <summary>
    /// The number of subscribers of the topic on this node (server process). The number is stored with the idempotency key, so that a
    /// repeated request receives the same response.
    /// </summary>
    public int Subscribers { get; init; }
}
