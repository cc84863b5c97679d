using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Messages for one topic that are written together.</summary>
public sealed record AppendRequest
{
    /// <summary>How long an idempotency key is remembered.</summary>
    public static readonly TimeSpan IdempotencyWindow = TimeSpan.FromHours(24);

    /// <summary>The topic.</summary>
    public required TopicName Topic { get; init; }

    /// <summary>The messages, at least one.</summary>
    public required IReadOnlyList<NewMessage> Messages { get; init; }

    /// <summary>The time that the messages get (UTC).</summary>
    public required DateTime Time { get; init; }

    /// <summary>Publishing twice with the same key publishes once; null for no such guard. Each topic has its own keys.</summary>
    public IdempotencyKey? Key { get; init; }

    /// <summary>Which part of an upload the messages are; null for a publish that is whole. Only with a key, whose <see cref="IdempotencyKey.Payload"/> is then null.</summary>
    public UploadPart? Part { get; init; }

    /// <summary>How many readers the topic has on this node; kept with the key, so that a repeated answer is the same.</summary>
    public int Subscribers { get; init; }
}
