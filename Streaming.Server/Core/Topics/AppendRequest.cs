using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Messages for one topic that are appended together.</summary>
internal sealed record AppendRequest
{
    /// <summary>How long an idempotency key is kept: 24 hours after its last use.</summary>
    public static readonly TimeSpan IdempotencyWindow = TimeSpan.FromHours(24);

    /// <summary>The topic.</summary>
    public required TopicName Topic { get; init; }

    /// <summary>The messages, at least one.</summary>
    public required IReadOnlyList<NewMessage> Messages { get; init; }

    /// <summary>The time of all messages, in UTC.</summary>
    public required DateTime Time { get; init; }

    /// <summary>The idempotency key, or null. A second append with the same key adds nothing. Each topic has its own keys.</summary>
    public IdempotencyKey? Key { get; init; }

    /// <summary>
    /// The part of an upload that the messages are; null if the publish is complete. A part needs a key, whose
    /// <see cref="IdempotencyKey.Payload"/> is null.
    /// </summary>
    public UploadPart? Part { get; init; }

    /// <summary>
    /// The number of subscribers on this node. It is stored with the key, so that a repeated request gets the same response.
    /// </summary>
    public int Subscribers { get; init; }
}
