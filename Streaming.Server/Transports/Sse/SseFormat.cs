using System.Buffers;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.Sse;

/// <summary>A message as an event of <c>text/event-stream</c> (WHATWG HTML, section 9.2).</summary>
internal sealed class SseFormat : WireFormat
{
    /// <summary>The whole event, its id being the message's position.</summary>
    public static readonly SseFormat Event = new(withId: true);

    /// <summary>The event without its id and the blank line that ends it, for streams of several topics, whose ids are cursors.</summary>
    public static readonly SseFormat Body = new(withId: false);

    private readonly bool _withId;

    private SseFormat(bool withId) => _withId = withId;

    /// <summary>An <c>id:</c> line.</summary>
    public static void WriteId(IBufferWriter<byte> output, string id)
    {
        output.Write("id: "u8);
        Encoding.UTF8.GetBytes(id, output);
        output.Write("\n"u8);
    }

    /// <summary>
    /// The end of an event: its id and the blank line. The id is the last line, since some clients keep it as soon as they read it: one
    /// that is cut off
    /// in the middle of the event would resume after it.
    /// </summary>
    public static void WriteEnd(IBufferWriter<byte> output, string id)
    {
        WriteId(output, id);
        output.Write("\n"u8);
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

        WriteData(frame, message.Data);
        if (_withId)
            WriteEnd(frame, message.Position.ToString());
        return frame.WrittenSpan.ToArray();
    }

    // Each of CR LF, LF and CR ends a line for a reader, so none of them may pass inside one.
    private static void WriteData(ArrayBufferWriter<byte> frame, ReadOnlySpan<byte> data)
    {
        while (true)
        {
            var end = data.IndexOfAny((byte)'\r', (byte)'\n');
            frame.Write("data: "u8);
            frame.Write(end < 0 ? data : data[..end]);
            frame.Write("\n"u8);
            if (end < 0)
                return;
            data = data[(data[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1)..];
        }
    }
}
