using System.Text;

namespace Streaming.Server.Core.Messages;

/// <summary>One acknowledged message of a topic. Immutable; shared by all subscribers.</summary>
public sealed class Message
{
    private byte[]?[]? _frames;

    /// <summary>Creates a message as it is stored in the log.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="position">The message's position in the topic.</param>
    /// <param name="time">The time of publication (UTC, microseconds).</param>
    /// <param name="content">Type, data and sender.</param>
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

    /// <summary>The topic.</summary>
    public TopicName Topic { get; }

    /// <summary>The message's position in the topic.</summary>
    public Position Position { get; }

    /// <summary>The offset of <see cref="Position"/>.</summary>
    public long Offset => Position.Offset;

    /// <summary>The time of publication, in UTC.</summary>
    public DateTime Time { get; }

    /// <summary>The type; <see cref="MessageType.Default"/> if the publisher gave none.</summary>
    public string Type { get; }

    /// <summary>The name of the sender, or null.</summary>
    public string? Sender { get; }

    /// <summary>The kind of <see cref="Data"/>.</summary>
    public DataKind Kind { get; }

    /// <summary>The data in UTF-8: text, or one JSON value on one line. Must not be modified.</summary>
    public byte[] Data { get; }

    /// <summary>The data as a string; for JSON, the JSON text.</summary>
    public string Text => Encoding.UTF8.GetString(Data);

    /// <summary>The approximate memory size of the message in bytes, without its frames.</summary>
    internal int Size => 160 + Data.Length;

    /// <summary>The frame in this format. Encoded by the first call and shared from then on.</summary>
    internal byte[] Frame(WireFormat format)
    {
        var frames = _frames;
        if (frames is null || frames.Length <= format.Index)
        {
            // Two threads may do this concurrently; one encodes the frame twice, which is harmless.
            var larger = new byte[]?[WireFormat.Count];
            frames?.CopyTo(larger, 0);
            _frames = frames = larger;
        }

        return frames[format.Index] ??= format.Encode(this);
    }
}
