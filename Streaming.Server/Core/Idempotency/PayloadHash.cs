using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Idempotency;

/// <summary>
/// Computes the hash of a request, which is stored with the request's <see cref="IdempotencyKey"/> to detect another payload.
/// </summary>
/// <remarks>
/// Messages are hashed in the form in which they are stored: kind, data, type, and the sender that the request contains. The media type of
/// the body and white space around the messages are ignored.
/// </remarks>
internal static class PayloadHash
{
    /// <summary>Computes the hash of messages that are published together.</summary>
    /// <param name="messages">The messages that are published.</param>
    /// <param name="time">The requested time of publication; null for an immediate publish.</param>
    public static byte[] Of(IReadOnlyList<NewMessage> messages, string? time = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendField(time is null ? default : Encoding.UTF8.GetBytes(time), isNull: time is null);
        for (var i = 0; i < messages.Count; i++)
            hash.AppendMessage(messages[i]);
        return hash.GetHashAndReset();
    }

    /// <summary>Computes the hash of the bytes of a request.</summary>
    public static byte[] Of(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes);

    /// <summary>Adds a message to a hash.</summary>
    public static void AppendMessage(this IncrementalHash hash, in NewMessage message)
    {
        hash.AppendData([(byte)message.Kind]);
        hash.AppendField(message.Data);
        hash.AppendField(Encoding.UTF8.GetBytes(message.Type));
        hash.AppendField(message.Sender is null ? default : Encoding.UTF8.GetBytes(message.Sender), message.Sender is null);
    }

    /// <summary>
    /// Adds a value to a hash, with the length of the value, so that different values cannot result in the same bytes. Null differs from
    /// empty.
    /// </summary>
    public static void AppendField(this IncrementalHash hash, ReadOnlySpan<byte> value, bool isNull = false)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, isNull ? -1 : value.Length);
        hash.AppendData(length);
        hash.AppendData(value);
    }
}
