using System.Security.Cryptography;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Idempotency;

/// <summary>
/// The running hash of an upload: eight bytes for each message, computed from it and all earlier messages. If a repeated upload has the
/// same hash at one
/// message, all earlier messages are equal too.
/// </summary>
internal sealed class UploadHash : IDisposable
{
    /// <summary>The length of one message's hash, in bytes.</summary>
    public const int Size = 8;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _state = new byte[SHA256.HashSizeInBytes];

    /// <summary>Hashes the next messages.</summary>
    /// <returns><see cref="Size"/> bytes for each message.</returns>
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
