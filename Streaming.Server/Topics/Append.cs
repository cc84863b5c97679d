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
    public IdempotencyKey? Key { get; init; }

    /// <summary>Which part of an upload the messages are; null for a publish that is whole. Only with a key, whose <see cref="IdempotencyKey.Payload"/> is then null.</summary>
    public UploadPart? Part { get; init; }

    /// <summary>How many readers the topic has on this node; kept with the key, so that a repeated answer is the same.</summary>
    public int Subscribers { get; init; }
}

/// <summary>Messages of an upload that is written in several appends under one key.</summary>
/// <param name="Preceding">How many messages the upload has before these.</param>
/// <param name="Hashes">Eight bytes for each message, which depend on it and on all messages of the upload before it.</param>
public sealed record UploadPart(long Preceding, byte[] Hashes);

/// <summary>The result of an <see cref="Append"/>.</summary>
/// <param name="Epoch">The topic's epoch.</param>
/// <param name="First">The offset of the first message of the publish (with a key: the first one that key ever published).</param>
/// <param name="Last">The offset of the last one.</param>
/// <param name="Count">How many messages the publish has (with a key: in all).</param>
/// <param name="Appended">How many of the append's messages are new: the last ones of it, with offsets up to <paramref name="Last"/>.</param>
/// <param name="Subscribers">The readers there were when it was first published.</param>
/// <param name="Conflict">Null, or how the payload differs from the one that the key was used for. Then nothing is appended, and the key stays as it was.</param>
public readonly record struct AppendResult(string Epoch, long First, long Last, long Count, int Appended, int Subscribers, KeyConflict? Conflict = null);

/// <summary>A key was used for another payload.</summary>
/// <param name="Message">For a repeated upload, the number of the message that differs, from 1; otherwise 0.</param>
/// <param name="IsExact">Whether it is known that the messages before it are the same.</param>
public sealed record KeyConflict(long Message = 0, bool IsExact = true);
