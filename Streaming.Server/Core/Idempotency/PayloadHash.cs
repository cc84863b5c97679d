using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Idempotency;

/// <summary>Hashes the payload of an <see cref="IdempotencyKey"/>.</summary>
/// <remarks>
/// Messages are hashed as they are stored: kind, data, type, and the sender that the request named. The media type of the body and white
/// space around the
/// messages are ignored.
/// </remarks>
internal static class PayloadHash
{
    /// <summary>Hashes messages that are published together.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="time">The requested time of publication; null for an immediate publish.</param>
    public static byte[] Of(IReadOnlyList<NewMessage> messages, string? time = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendField(time is null ? default : Encoding.UTF8.GetBytes(time), isNull: time is null);
        for (var i = 0; i < messages.Count; i++)
            hash.AppendMessage(messages[i]);
        return hash.GetHashAndReset();
    }

    /// <summary>Hashes bytes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes);

    /// <summary>Adds a message.</summary>
    public static void AppendMessage(this IncrementalHash hash, in NewMessage message)
    {
        hash.AppendData([(byte)message.Kind]);
        hash.AppendField(message.Data);
        hash.AppendField(Encoding.UTF8.GetBytes(message.Type));
        hash.AppendField(message.Sender is null ? default : Encoding.UTF8.GetBytes(message.Sender), message.Sender is null);
    }

    /// <summary>Adds a field with its length, so that different fields cannot give the same bytes. Null differs from empty.</summary>
    public static void AppendField(this IncrementalHash hash, ReadOnlySpan<byte> value, bool isNull = false)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, isNull ? -1 : value.Length);
        hash.AppendData(length);
        hash.AppendData(value);
    }
}
