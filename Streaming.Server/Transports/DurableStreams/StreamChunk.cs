using System.Buffers;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>A part of a stream's data: the data of consecutive messages, and the place at which the client goes on.</summary>
/// <param name="Messages">The messages; none if the stream has no data after the client's offset.</param>
/// <param name="Next">The position after which the client goes on.</param>
/// <param name="IsUpToDate">Whether the stream had no further data when it was read.</param>
/// <param name="IsClosed">Whether the stream is closed, and the client has all of its data.</param>
internal sealed record StreamChunk(IReadOnlyList<Message> Messages, Position Next, bool IsUpToDate, bool IsClosed)
{
    /// <summary>Writes the data as the stream's content type requires: bytes after bytes, or one JSON array.</summary>
    public static void Write(IReadOnlyList<Message> messages, bool isJson, IBufferWriter<byte> output)
    {
        if (!isJson)
        {
            foreach (var message in messages)
                output.Write(message.Data);
            return;
        }

        output.Write("["u8);
        for (var i = 0; i < messages.Count; i++)
        {
            if (i > 0)
                output.Write(","u8);
            output.Write(JsonValue.Of(messages[i]));
        }

        output.Write("]"u8);
    }
}
