using System.Security.Cryptography;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Idempotency;

/// <summary>
/// Computes a hash of eight bytes for each message of an upload, with which a repetition of the upload is compared. The hash of a message
/// also depends on all earlier messages: if two uploads have the same hash at one message, all earlier messages are equal too.
/// </summary>
internal sealed class UploadHash : IDisposable
{
    /// <summary>The length of the hash of one message, in bytes.</summary>
    public const int Size = 8;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _state = new byte[SHA256.HashSizeInBytes];

    /// <summary>
    /// Computes a hash for each of the given messages, with which a repetition of the upload is compared. In the upload, these messages
    /// must directly follow the messages of the previous call.
    /// </summary>
    /// <returns>The hashes, one of <see cref="Size"/> bytes for each message.</returns>
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
