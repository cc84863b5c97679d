using System.Text;

namespace Streaming.Server.Core.Messages;

/// <summary>One message of a topic, as it was acknowledged. Immutable; shared by all its readers.</summary>
public sealed class Message
{
    private byte[]?[]? _frames;

    /// <summary>A message as it stands in the log.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="position">Its place in it.</param>
    /// <param name="time">When it was published (UTC, microseconds).</param>
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

    /// <summary>The topic it was published to.</summary>
    public TopicName Topic { get; }

    /// <summary>Its place in the topic.</summary>
    public Position Position { get; }

    /// <summary>The offset of <see cref="Position"/>.</summary>
    public long Offset => Position.Offset;

    /// <summary>When it was published, in UTC.</summary>
    public DateTime Time { get; }

    /// <summary>The type; <see cref="MessageType.Default"/> where the publisher gave none.</summary>
    public string Type { get; }

    /// <summary>Who published it, or null.</summary>
    public string? Sender { get; }

    /// <summary>What <see cref="Data"/> is.</summary>
    public DataKind Kind { get; }

    /// <summary>The data in UTF-8: text, or one JSON value on one line. Not to be changed.</summary>
    public byte[] Data { get; }

    /// <summary>The data as a string (the JSON text, if it is JSON).</summary>
    public string Text => Encoding.UTF8.GetString(Data);

    /// <summary>About how much memory the message holds, in bytes, without its frames.</summary>
    internal int Size => 160 + Data.Length;

    /// <summary>The frame in this format, made at the first call and shared from then on.</summary>
    public byte[] Frame(WireFormat format)
    {
        var frames = _frames;
        if (frames is null || frames.Length <= format.Index)
        {
            // Two readers may do this at once; the loser's work is thrown away, nothing is lost.
            var larger = new byte[]?[WireFormat.Count];
            frames?.CopyTo(larger, 0);
            _frames = frames = larger;
        }

        return frames[format.Index] ??= format.Encode(this);
    }
}
