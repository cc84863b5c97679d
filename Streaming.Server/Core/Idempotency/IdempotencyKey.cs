using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Idempotency;

/// <summary>
/// A key under which a request is carried out only once within 24 hours. Keys of different callers, operations or targets of operations
/// (such as topics) are different, even if their text is equal.
/// </summary>
internal sealed class IdempotencyKey
{
    /// <summary>The maximum length of an idempotency key that a client sends, in characters.</summary>
    public const int MaxLength = 200;

    private static readonly SearchValues<char> s_visible = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c)]);

    private IdempotencyKey(string text, string name, byte[]? payload) => (Text, Name, Payload) = (text, name, payload);

    /// <summary>
    /// The idempotency key as it is stored: a hash of the caller, the operation and its target, and then the client's key. At most 223
    /// ASCII characters.
    /// </summary>
    public string Text { get; }

    /// <summary>The idempotency key as the client sent it.</summary>
    public string Name { get; }

    /// <summary>The SHA-256 hash of the request; null for an upload, whose messages are compared one by one.</summary>
    public byte[]? Payload { get; }

    /// <summary>Creates an idempotency key for one caller and one operation.</summary>
    /// <param name="name">The key as the client sent it. It must be validated before this call.</param>
    /// <param name="payload">The hash of the request; null for an upload.</param>
    /// <param name="scope">The parts of the key's scope, such as the caller and the topic. Each part is hashed with its length, so that two
    /// different scopes never have the same hash input.</param>
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
    /// Creates the key of a job that may exist only once at a time. This key contains a space, and keys that clients send do not, so the
    /// two kinds of keys differ.
    /// </summary>
    internal static IdempotencyKey OfSingle(string name) => new($"single {name}", name, payload: null);

    /// <summary>Refuses an idempotency key that is not valid.</summary>
    /// <exception cref="RefusalException">The key is empty, is too long, or contains characters other than visible ASCII.</exception>
    internal static void Check(string name)
    {
        if (name.Length is 0 or > MaxLength || name.AsSpan().ContainsAnyExcept(s_visible))
            throw RefusalException.Invalid(
                $"The Idempotency-Key is not valid; use 1 to {MaxLength} visible ASCII characters, such as a UUID.");
    }

    /// <summary>Returns whether an earlier request with this idempotency key had the same payload.</summary>
    /// <param name="earlier">The hash of the earlier request, which is stored with the key.</param>
    internal bool HasPayload(ReadOnlySpan<byte> earlier) => Payload is not null && earlier.SequenceEqual(Payload);

    /// <summary>Creates the refusal of a request that has another payload than the first request with the same idempotency key.</summary>
    /// <param name="sentence">A sentence about the difference; null if the difference is unknown.</param>
    internal RefusalException Conflict(string? sentence = null) => new(
        RefusalReason.Unprocessable,
            $"{sentence ?? $"Idempotency-Key '{Name}' was used for another payload."} Send the same payload, or use a new key.");
}
