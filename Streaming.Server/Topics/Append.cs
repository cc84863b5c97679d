using Streaming.Server.Messages;

namespace Streaming.Server.Topics;

/// <summary>Messages for one topic that are written together.</summary>
public sealed record Append
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
    public string? IdempotencyKey { get; init; }

    /// <summary>How many messages the same key has sent before these, in an upload of several appends.</summary>
    public long Preceding { get; init; }

    /// <summary>How many readers the topic has on this node; kept with the key, so that a repeated answer is the same.</summary>
    public int Subscribers { get; init; }
}

/// <summary>What became of an <see cref="Append"/>.</summary>
/// <param name="Epoch">The topic's epoch.</param>
/// <param name="First">The offset of the first message of the publish (with a key: the first one that key ever published).</param>
/// <param name="Last">The offset of the last one.</param>
/// <param name="Count">How many messages the publish has (with a key: in all).</param>
/// <param name="Appended">How many of the append's messages are new: the last ones of it, with offsets up to <paramref name="Last"/>.</param>
/// <param name="Subscribers">The readers there were when it was first published.</param>
public readonly record struct AppendResult(string Epoch, long First, long Last, long Count, int Appended, int Subscribers);
