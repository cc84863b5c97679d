using System.Buffers;
using System.Text;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.Sse;

/// <summary>Encodes a message as an event of <c>text/event-stream</c> (WHATWG HTML, section 9.2).</summary>
internal sealed class SseFormat : WireFormat
{
    /// <summary>Encodes a message as a whole event with its position as the event's id, for event streams of one topic.</summary>
    public static readonly SseFormat Event = new(withId: true);

    /// <summary>
    /// Encodes a message as an event without its id and without the final blank line. On event streams of several topics, both are added
    /// for each client, because their ids are composite positions (the positions of all topics in one text).
    /// </summary>
    public static readonly SseFormat Body = new(withId: false);

    private readonly bool _withId;

    private SseFormat(bool withId) => _withId = withId;

    /// <summary>Writes the line of a server-sent event that contains its id, which is the position of the message.</summary>
    public static void WriteId(IBufferWriter<byte> output, string id)
    {
        output.Write("id: "u8);
        Encoding.UTF8.GetBytes(id, output);
        output.Write("\n"u8);
    }

    /// <summary>
    /// Writes the last two lines of a server-sent event: its id and a blank line. The id is at the end, because some clients store the id
    /// as soon as they read it. If the id came first and the connection then broke, such a client would resume after this event and never
    /// receive it.
    /// </summary>
    public static void WriteEnd(IBufferWriter<byte> output, string id)
    {
        WriteId(output, id);
        output.Write("\n"u8);
    }

    /// <summary>
    /// Writes the data of a server-sent event. CR LF, LF and CR each end a line of an event stream, so the data is split at all of them.
    /// </summary>
    public static void WriteData(IBufferWriter<byte> output, ReadOnlySpan<byte> data)
    {
        while (true)
        {
            var end = data.IndexOfAny((byte)'\r', (byte)'\n');
            output.Write("data: "u8);
            output.Write(end < 0 ? data : data[..end]);
            output.Write("\n"u8);
            if (end < 0)
                return;
            data = data[(data[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1)..];
        }
    }

    /// <inheritdoc/>
    protected internal override byte[] Encode(Message message)
    {
        var frame = new ArrayBufferWriter<byte>(message.Data.Length + 96);
        if (message.Type != MessageType.Default)
        {
            frame.Write("event: "u8);
            Encoding.UTF8.GetBytes(message.Type, frame);
            frame.Write("\n"u8);
        }

        WriteData(frame, MessageText.ToUtf8(message));
        if (_withId)
            WriteEnd(frame, message.Position.ToString());
        return frame.WrittenSpan.ToArray();
    }
}
