using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Idempotency;

/// <summary>
/// A key under which a request is carried out once within 24 hours. Its scope is the caller, the operation and the operation's target.
/// </summary>
internal sealed class IdempotencyKey
{
    /// <summary>The maximum length of a client's key, in characters.</summary>
    public const int MaxLength = 200;

    private static readonly SearchValues<char> s_visible = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c)]);

    private IdempotencyKey(string text, string name, byte[]? payload) => (Text, Name, Payload) = (text, name, payload);

    /// <summary>The stored key: a hash of the scope with a fixed length, then the name. At most 223 ASCII characters.</summary>
    public string Text { get; }

    /// <summary>The key as the caller sent it.</summary>
    public string Name { get; }

    /// <summary>The SHA-256 hash of the request; null for an upload, whose messages are compared individually.</summary>
    public byte[]? Payload { get; }

    /// <summary>Creates a key in a scope.</summary>
    /// <param name="name">The key as the caller sent it. The caller of this method has validated it.</param>
    /// <param name="payload">The hash of the request, or null for an upload.</param>
    /// <param name="scope">The parts of the scope. Each is hashed with its length, so that no two scopes have the same hash.</param>
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
    /// Creates the key of a job that may exist only once at a time. Keys with a scope contain no space, so the two kinds differ.
    /// </summary>
    internal static IdempotencyKey OfSingle(string name) => new($"single {name}", name, payload: null);

    /// <summary>Refuses a key that is not valid.</summary>
    /// <exception cref="RefusalException">The key is empty, is too long, or has characters other than visible ASCII.</exception>
    internal static void Check(string name)
    {
        if (name.Length is 0 or > MaxLength || name.AsSpan().ContainsAnyExcept(s_visible))
            throw RefusalException.Invalid(
                $"The Idempotency-Key is not valid; use 1 to {MaxLength} visible ASCII characters, such as a UUID.");
    }

    /// <summary>Whether an earlier request under this key had the same payload.</summary>
    /// <param name="earlier">The hash that is stored with the key.</param>
    internal bool HasPayload(ReadOnlySpan<byte> earlier) => Payload is not null && earlier.SequenceEqual(Payload);

    /// <summary>Creates the refusal of another payload under this key.</summary>
    /// <param name="sentence">The difference, if known.</param>
    internal RefusalException Conflict(string? sentence = null) => new(
        RefusalReason.Unprocessable,
            $"{sentence ?? $"Idempotency-Key '{Name}' was used for another payload."} Send the same payload, or use a new key.");
}
