using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Idempotency;

/// <summary>
/// Computes the hash of a request, which is stored with the request's <see cref="IdempotencyKey"/>. The hash reveals whether a later
/// request with the same key has another payload.
/// </summary>
/// <remarks>
/// Each message is hashed in the form in which the store keeps it: kind, data, type, and the sender if the request contains one. So neither
/// the media type of the body nor white space around the messages changes the hash.
/// </remarks>
internal static class PayloadHash
{
    /// <summary>Computes one hash for all messages that a request publishes.</summary>
    /// <param name="messages">The messages that the request publishes.</param>
    /// <param name="time">The time at which the messages are to be published, as the request contains it; null for an immediate
    /// publish.</param>
    public static byte[] Of(IReadOnlyList<NewMessage> messages, string? time = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendField(time is null ? default : Encoding.UTF8.GetBytes(time), isNull: time is null);
        for (var i = 0; i < messages.Count; i++)
            hash.AppendMessage(messages[i]);
        return hash.GetHashAndReset();
    }

    /// <summary>Computes the hash of a request from bytes that contain all its values, such as the arguments of a job.</summary>
    public static byte[] Of(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes);

    /// <summary>Adds one message to the hash of a request.</summary>
    public static void AppendMessage(this IncrementalHash hash, in NewMessage message)
    {
        hash.AppendData([(byte)message.Kind]);
        hash.AppendField(message.Data);
        hash.AppendField(Encoding.UTF8.GetBytes(message.Type));
        hash.AppendField(message.Sender is null ? default : Encoding.UTF8.GetBytes(message.Sender), message.Sender is null);
    }

    /// <summary>
    /// Adds a value and its length to the hash of a request, so that different lists of values never result in the same hashed bytes. Null
    /// and an empty value are distinguished.
    /// </summary>
    public static void AppendField(this IncrementalHash hash, ReadOnlySpan<byte> value, bool isNull = false)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, isNull ? -1 : value.Length);
        hash.AppendData(length);
        hash.AppendData(value);
    }
}
