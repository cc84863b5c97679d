using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Fanout;

/// <summary>
/// Joins the frames (encoded forms) of consecutive messages into one byte array. All subscribers that wait for the same message share the
/// array.
/// </summary>
internal sealed class FrameBatcher(Topic topic, int maxBytes)
{
    private const int MaxMessages = 256;

    private readonly List<Message> _messages = [];
    private readonly List<Run> _runs = [];

    /// <summary>
    /// Returns one byte array with the frames of the messages that begin at an offset (the number of a message in its topic), up to a limit
    /// of bytes and messages.
    /// </summary>
    /// <returns>False if the first of these messages is no longer in the ring (the recent messages of a topic, in memory).</returns>
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
        if (topic.Read(from, new PageSize(MaxMessages, maxBytes), _messages) != RingReadResult.Read)
            return false;
        (bytes, through) = (Join(_messages, format), _messages[^1].Offset);
        _messages.Clear();
        _runs.Add(new Run(from, through, format, bytes));
        return true;
    }

    /// <summary>
    /// Removes all joined byte arrays. Called after each iteration over the subscribers, since the subscribers then wait for other
    /// messages.
    /// </summary>
    public void Clear() => _runs.Clear();

    /// <summary>Returns one byte array with the frames of the given messages in the given wire format.</summary>
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
