using System.Buffers;
using System.Text;
using Streaming.Server.Core.Messages;
using Streaming.Server.Transports.Sse;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Encodes messages as server-sent events of the Durable Streams protocol. Messages that are sent together become two events: <c>data</c>
/// with the data of the messages, and <c>control</c> with the offset from which the client continues.
/// </summary>
internal sealed class StreamEventFormat : WireFormat
{
    /// <summary>The last chunk of a chunked HTTP/1.1 body, which marks the response as complete.</summary>
    public static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();

    private static readonly StreamEventFormat[] s_all = [.. Enum.GetValues<EventEncoding>().SelectMany(
        static encoding => new[] { new StreamEventFormat(encoding, isChunked: false), new StreamEventFormat(encoding, isChunked: true) })];

    private readonly EventEncoding _encoding;
    private readonly bool _isChunked;

    private StreamEventFormat(EventEncoding encoding, bool isChunked) => (_encoding, _isChunked) = (encoding, isChunked);

    /// <summary>Returns the object that encodes messages as events in one of several forms.</summary>
    /// <param name="encoding">The encoding of the stream's data in events: JSON, text or base64.</param>
    /// <param name="isChunked">Whether each write is one chunk of an HTTP/1.1 body.</param>
    public static StreamEventFormat Of(EventEncoding encoding, bool isChunked) => s_all[((int)encoding * 2) + (isChunked ? 1 : 0)];

    /// <summary>
    /// Returns whether a message of type <c>closed</c> reports that the stream was closed. False if it reports that the stream was deleted
    /// or has expired.
    /// </summary>
    public static bool IsClose(Message message) => Closed.ReasonOf(message) == EndReason.Closed;

    /// <summary>
    /// Encodes consecutive messages as events for one client, with a cursor (a number that the client sends with its next request).
    /// </summary>
    /// <param name="messages">The messages to encode. The last one may be of type <c>closed</c>.</param>
    /// <param name="cursor">The cursor for the client (a number by which caches tell live responses apart).</param>
    /// <param name="isUpToDate">Whether the stream has no data after these messages.</param>
    public byte[] Encode(IReadOnlyList<Message> messages, long cursor, bool isUpToDate)
    {
        var end = messages is [.., { Type: MessageType.Closed } last] ? last : null;
        var count = messages.Count - (end is null ? 0 : 1);
        var output = new ArrayBufferWriter<byte>(256);
        if (count > 0)
        {
            EventData.Write(messages, count, _encoding, output);
            Control(output, messages[count - 1].Position, cursor, isUpToDate);
        }

        if (end is not null && IsClose(end))
            ControlClosed(output, end.Position);
        return Framed(output.WrittenSpan, isLast: end is not null);
    }

    /// <summary>Encodes the event <c>control</c> for a client that has all data of the stream.</summary>
    public byte[] UpToDate(Position position, long cursor)
    {
        var output = new ArrayBufferWriter<byte>(128);
        Control(output, position, cursor, isUpToDate: true);
        return Framed(output.WrittenSpan, isLast: false);
    }

    /// <inheritdoc/>
    protected internal override byte[] Encode(Message message) => message.Type == MessageType.Gap ? []
        : Encode([message], StreamCursor.At(message.Time), isUpToDate: true);

    /// <inheritdoc/>
    protected internal override byte[] Join(IReadOnlyList<Message> messages, bool endsAtNewest)
    {
        // A gap is a message in place of deleted messages. The connection ends after a gap: the client connects again, and the response to
        // its request reports what is missing.
        if (messages[0].Type == MessageType.Gap)
            return [];
        return messages.Count == 1 && endsAtNewest ? messages[0].Frame(this)
            : Encode(messages, StreamCursor.At(messages[^1].Time), endsAtNewest);
    }

    private static void Control(ArrayBufferWriter<byte> output, Position position, long cursor, bool isUpToDate)
    {
        output.Write("event: control\ndata:{\"streamNextOffset\":\""u8);
        Encoding.ASCII.GetBytes(StreamOffset.Format(position), output);
        output.Write("\",\"streamCursor\":\""u8);
        Encoding.ASCII.GetBytes(StreamCursor.Format(cursor), output);
        output.Write(isUpToDate ? "\",\"upToDate\":true}\n\n"u8 : "\"}\n\n"u8);
    }

    private static void ControlClosed(ArrayBufferWriter<byte> output, Position position)
    {
        output.Write("event: control\ndata:{\"streamNextOffset\":\""u8);
        Encoding.ASCII.GetBytes(StreamOffset.Format(position), output);
        output.Write("\",\"upToDate\":true,\"streamClosed\":true}\n\n"u8);
    }

    private byte[] Framed(ReadOnlySpan<byte> events, bool isLast)
    {
        if (!_isChunked)
            return events.ToArray();
        // An empty chunk would end the HTTP body, so an empty result is not written as a chunk.
        var chunk = events.IsEmpty ? [] : SseChunkFormat.Chunk(events);
        return isLast ? [.. chunk, .. LastChunk] : chunk;
    }
}
