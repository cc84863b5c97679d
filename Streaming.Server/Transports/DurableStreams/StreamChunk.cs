using System.Buffers;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>A part of a stream's data (consecutive messages), and the position from which the client requests the next part.</summary>
/// <param name="Messages">The messages of the chunk; empty if the stream has no data after the client's offset.</param>
/// <param name="Next">The position at the end of the chunk, from which the client requests the next chunk.</param>
/// <param name="IsUpToDate">Whether the chunk reaches the end of the stream, as it was when the chunk was read.</param>
/// <param name="IsClosed">Whether the chunk reaches the end of a closed stream, so that no more data can follow.</param>
internal sealed record StreamChunk(IReadOnlyList<Message> Messages, Position Next, bool IsUpToDate, bool IsClosed)
{
    /// <summary>
    /// Writes the data of messages in the form that the stream's content type requires: one JSON array, or the bytes one after another.
    /// </summary>
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
