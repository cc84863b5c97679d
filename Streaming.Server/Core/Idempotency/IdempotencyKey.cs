using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Idempotency;

/// <summary>
/// A key that a client gives to a request. If the client repeats the request with the same key within 24 hours, the request is carried out
/// only once. A key is valid for one caller, one operation and one target (such as a topic). The same text is a different key for another
/// caller, operation or target.
/// </summary>
internal sealed class IdempotencyKey
{
    /// <summary>The maximum length of an idempotency key that a client sends, in characters.</summary>
    public const int MaxLength = 200;

    private static readonly SearchValues<char> s_visible = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c)]);

    private IdempotencyKey(string text, string name, byte[]? payload) => (Text, Name, Payload) = (text, name, payload);

    /// <summary>
    /// The text under which a store keeps the idempotency key, at most 223 ASCII characters. The text consists of a hash and the key that
    /// the client sent; the hash is that of the caller, the operation and the target (such as the topic).
    /// </summary>
    public string Text { get; }

    /// <summary>The idempotency key as the client sent it.</summary>
    public string Name { get; }

    /// <summary>
    /// The SHA-256 hash of the request, by which a repeated request is compared with the first one. Null for an upload, whose messages are
    /// compared one by one.
    /// </summary>
    public byte[]? Payload { get; }

    /// <summary>Creates an idempotency key that is valid for one caller, one operation and one target, such as a topic.</summary>
    /// <param name="name">The key as the client sent it. The key must already be validated.</param>
    /// <param name="payload">The SHA-256 hash of the request; null for an upload, whose messages are compared one by one.</param>
    /// <param name="scope">The caller, the operation and the target for which the key is valid. Each part is hashed together with its
    /// length, so that different lists of parts never result in the same hashed bytes.</param>
    internal static IdempotencyKey Of(string name, byte[]? payload, params ReadOnlySpan<string?> scope)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in scope)
            hash.AppendField(MemoryMarshal.AsBytes(part.AsSpan()), isNull: part is null);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return new IdempotencyKey($"{Base64Url.EncodeToString(digest[..16])}:{name}", name, payload);
    }

    /// <summary>
    /// Creates an idempotency key for a job that must not exist twice at the same time. This key contains a space, so it cannot be equal to
    /// a key that a client sends.
    /// </summary>
    internal static IdempotencyKey ForSingleJob(string name) => new($"single {name}", name, payload: null);

    /// <summary>
    /// Returns the name of an idempotency key that <see cref="ForSingleJob"/> created. The argument is the text that the store keeps for
    /// the key.
    /// </summary>
    internal static string NameOfSingleJob(string text) => text["single ".Length..];

    /// <summary>Recreates an idempotency key from the text under which a store keeps it.</summary>
    internal static IdempotencyKey OfStored(string text, byte[]? payload) => new(text, text[(text.IndexOf(':') + 1)..], payload);

    /// <summary>Refuses an idempotency key that is not valid.</summary>
    /// <exception cref="RefusalException">The key is empty, is too long, or contains characters other than visible ASCII.</exception>
    internal static void Check(string name)
    {
        if (name.Length is 0 or > MaxLength || name.AsSpan().ContainsAnyExcept(s_visible))
            throw RefusalException.Invalid(
                $"The Idempotency-Key is not valid; use 1 to {MaxLength} visible ASCII characters, such as a UUID.");
    }

    /// <summary>Returns whether an earlier request with this idempotency key had the same payload as this request.</summary>
    /// <param name="earlier">The stored hash of the earlier request.</param>
    internal bool HasPayload(ReadOnlySpan<byte> earlier) => Payload is not null && earlier.SequenceEqual(Payload);

    /// <summary>Creates the exception for a request whose idempotency key was already used for another payload.</summary>
    /// <param name="sentence">A sentence that describes the difference between the two payloads; null if the difference is unknown.</param>
    internal RefusalException Conflict(string? sentence = null) => new(
        RefusalReason.Unprocessable,
            $"{sentence ?? $"Idempotency-Key '{Name}' was used for another payload."} Send the same payload, or use a new key.");
}
