using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Fanout;

/// <summary>Joins the frames of consecutive messages into one byte array, once for all subscribers at the same offset.</summary>
internal sealed class FrameBatcher(Topic topic, int maxBytes)
{
    private const int MaxMessages = 256;

    private readonly List<Message> _messages = [];
    private readonly List<Run> _runs = [];

    /// <summary>The joined frames from an offset on, up to the size limit.</summary>
    /// <returns>False if the ring no longer has the message at that offset.</returns>
    public bool TryGet(long from, WireFormat format, out byte[] bytes, out long through)
    {
        foreach (var run in _runs)
        {
            if (run.From == from && ReferenceEquals(run.Format, format))
            {
                (bytes, through) = (run.Bytes, run.Through);
                return true;
            }
        }

        (bytes, through) = ([], 0);
        _messages.Clear();
        if (topic.Read(from, new PageSize(MaxMessages, maxBytes), _messages) != RingRead.Read)
            return false;
        (bytes, through) = (Join(_messages, format), _messages[^1].Offset);
        _messages.Clear();
        _runs.Add(new Run(from, through, format, bytes));
        return true;
    }

    /// <summary>Drops the byte arrays at the end of a pass: the next pass starts at other offsets.</summary>
    public void Clear() => _runs.Clear();

    /// <summary>The joined frames of these messages.</summary>
    public static byte[] Join(IReadOnlyList<Message> messages, WireFormat format)
    {
        if (messages.Count == 1)
            return messages[0].Frame(format);
        var length = 0;
        foreach (var message in messages)
            length += message.Frame(format).Length;
        var bytes = new byte[length];
        var at = 0;
        foreach (var message in messages)
        {
            var frame = message.Frame(format);
            frame.CopyTo(bytes, at);
            at += frame.Length;
        }

        return bytes;
    }

    private readonly record struct Run(long From, long Through, WireFormat Format, byte[] Bytes);
}
