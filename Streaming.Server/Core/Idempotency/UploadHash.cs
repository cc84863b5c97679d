using System.Security.Cryptography;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Idempotency;

/// <summary>
/// The running hash of an upload: eight bytes for each message, which depend on it and on all messages before it. So a repeated upload that agrees at one
/// message agrees at all before it.
/// </summary>
internal sealed class UploadHash : IDisposable
{
    /// <summary>The length of one message's hash, in bytes.</summary>
    public const int Size = 8;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _state = new byte[SHA256.HashSizeInBytes];

    /// <summary>Hashes the next messages.</summary>
    /// <returns><see cref="Size"/> bytes for each.</returns>
    public byte[] Next(IReadOnlyList<NewMessage> messages)
    {
        var hashes = new byte[messages.Count * Size];
        for (var i = 0; i < messages.Count; i++)
        {
            _hash.AppendData(_state);
            _hash.AppendMessage(messages[i]);
            _hash.GetHashAndReset(_state);
            _state.AsSpan(0, Size).CopyTo(hashes.AsSpan(i * Size));
        }

        return hashes;
    }

    public void Dispose() => _hash.Dispose();
}
