using System.Text;

namespace Streaming.Server.Core.Messages;

/// <summary>A message of a topic as the log stores it. The object is immutable, so all subscribers share one object.</summary>
public sealed class Message
{
    private byte[]?[]? _frames;

    /// <summary>Creates a message as it is stored in the log.</summary>
    /// <param name="topic">The topic of the message.</param>
    /// <param name="position">The position of the message in its topic.</param>
    /// <param name="time">The time at which the message was published, in UTC, with microseconds.</param>
    /// <param name="content">The type, the data and the sender of the message.</param>
    public Message(TopicName topic, Position position, DateTime time, NewMessage content)
    {
        Topic = topic;
        Position = position;
        Time = time;
        Type = content.Type;
        Sender = content.Sender;
        Kind = content.Kind;
        Data = content.Data;
    }

    /// <summary>The topic of the message.</summary>
    public TopicName Topic { get; }

    /// <summary>The position of the message in its topic: the epoch (the id of one lifetime of the topic's log) and the offset.</summary>
    public Position Position { get; }

    /// <summary>The offset of the message: its number in the topic, from 1.</summary>
    public long Offset => Position.Offset;

    /// <summary>The time at which the message was published, in UTC.</summary>
    public DateTime Time { get; }

    /// <summary>The type of the message; <see cref="MessageType.Default"/> if the publisher set no type.</summary>
    public string Type { get; }

    /// <summary>The name of the message's sender; null if no name is known.</summary>
    public string? Sender { get; }

    /// <summary>The kind of the message's data: text, JSON or bytes.</summary>
    public DataKind Kind { get; }

    /// <summary>
    /// The data of the message: text in UTF-8, one JSON value in UTF-8 on one line, or any bytes. The array must not be modified, because
    /// all subscribers share it.
    /// </summary>
    public byte[] Data { get; }

    /// <summary>
    /// The trace context (W3C <c>traceparent</c>) of the publish that created the message, with which subscribers can continue the trace.
    /// Null for most messages, because their publish is not traced.
    /// </summary>
    internal string? TraceParent { get; init; }

    /// <summary>The data of the message as a string. JSON data is returned as its JSON text.</summary>
    public string Text => Encoding.UTF8.GetString(Data);

    /// <summary>The approximate size of the message in memory, in bytes, without the encoded copies that transports send.</summary>
    internal int Size => 160 + Data.Length;

    /// <summary>
    /// Returns a copy of this message for a fork (a topic that begins with the messages of another topic). The copy has the topic and the
    /// epoch (id of one lifetime) of the fork; all other values are the same.
    /// </summary>
    internal Message Of(TopicName fork, string epoch) =>
        new(fork, new Position(epoch, Offset), Time, new NewMessage(Kind, Data, Type, Sender)) { TraceParent = TraceParent };

    /// <summary>
    /// Returns the message in the encoding of one transport. The first call encodes the message and keeps the bytes; later calls return the
    /// same bytes.
    /// </summary>
    internal byte[] Frame(WireFormat format)
    {
        var frames = _frames;
        if (frames is null || frames.Length <= format.Index)
        {
            // Two threads may create the array of encoded copies at the same time. Then one array is lost and the message is encoded twice,
            // which is harmless.
            var larger = new byte[]?[WireFormat.Count];
            frames?.CopyTo(larger, 0);
            _frames = frames = larger;
        }

        return frames[format.Index] ??= format.Encode(this);
    }
}
