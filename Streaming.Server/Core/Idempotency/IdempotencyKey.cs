using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Idempotency;

/// <summary>A key under which one request counts once within 24 hours, in its scope: the caller, the operation, and the operation's target.</summary>
public sealed class IdempotencyKey
{
    /// <summary>The longest key that a client may send, in characters.</summary>
    public const int MaxLength = 200;

    private static readonly SearchValues<char> s_visible = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c)]);

    private IdempotencyKey(string text, string name, byte[]? payload) => (Text, Name, Payload) = (text, name, payload);

    /// <summary>The key as stores keep it: a hash of the scope with a fixed length, then the name: at most 223 ASCII characters.</summary>
    public string Text { get; }

    /// <summary>The key as the caller gave it.</summary>
    public string Name { get; }

    /// <summary>The SHA-256 hash of the request; null for an upload, whose messages are compared one by one.</summary>
    public byte[]? Payload { get; }

    /// <summary>Makes a key in a scope.</summary>
    /// <param name="name">The key as the caller gave it; checked already.</param>
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

    /// <summary>A key of a job that is there once at a time. No key in a scope has a space.</summary>
    internal static IdempotencyKey OfSingle(string name) => new($"single {name}", name, payload: null);

    /// <summary>Refuses a key that is not valid.</summary>
    /// <exception cref="RefusalException">It is empty, too long, or has other characters than visible ASCII.</exception>
    internal static void Check(string name)
    {
        if (name.Length is 0 or > MaxLength || name.AsSpan().ContainsAnyExcept(s_visible))
            throw RefusalException.Invalid($"The Idempotency-Key is not valid; use 1 to {MaxLength} visible ASCII characters, such as a UUID.");
    }

    /// <summary>Whether an earlier request under this key had the same payload.</summary>
    /// <param name="earlier">The payload that is kept with the key.</param>
    internal bool HasPayload(ReadOnlySpan<byte> earlier) => Payload is not null && earlier.SequenceEqual(Payload);

    /// <summary>The refusal of another payload under this key.</summary>
    /// <param name="sentence">What differs, where that is known.</param>
    internal RefusalException Conflict(string? sentence = null) => new(
        RefusalReason.Unprocessable, $"{sentence ?? $"Idempotency-Key '{Name}' was used for another payload."} Send the same payload, or use a new key.");
}
