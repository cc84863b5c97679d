using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Fanout;

/// <summary>
/// Joins the frames (encoded forms) of consecutive messages into one byte array. All subscribers that wait for the same message share the
/// array.
/// </summary>
internal sealed class FrameBatcher(Topic topic, int maxBytes, PassObserver observer)
{
    private const int MaxMessages = 256;

    private readonly List<Message> _messages = [];
    private readonly List<Run> _runs = [];
    private int _epochChanges;

    /// <summary>
    /// Returns one byte array with the encoded messages that begin at the given offset (the number of a message in its topic), up to a
    /// limit of bytes and messages.
    /// </summary>
    /// <returns>
    /// Whether the message with the given offset is in the ring (the recent messages of a topic, in memory), so that the array was created.
    /// </returns>
    public RingReadResult Get(long from, WireFormat format, out byte[] bytes, out long through)
    {
        foreach (var run in _runs)
        {
            if (run.From == from && ReferenceEquals(run.Format, format))
            {
                (bytes, through) = (run.Bytes, run.Through);
                return RingReadResult.Read;
            }
        }

        (bytes, through) = ([], 0);
        _messages.Clear();
        if (topic.Read(from, _epochChanges, new PageSize(MaxMessages, maxBytes), _messages) is var result and not RingReadResult.Read)
            return result;
        observer.Joined(_messages);
        through = _messages[^1].Offset;
        bytes = format.Join(_messages, endsAtNewest: through >= topic.Newest);
        _messages.Clear();
        _runs.Add(new Run(from, through, format, bytes));
        return RingReadResult.Read;
    }

    /// <summary>Begins an iteration over the subscribers, which writes new messages to them.</summary>
    /// <param name="fresh">The offset of the first new message: no earlier iteration has written it to all subscribers.</param>
    /// <param name="epochChanges">The number of times that the epoch of the topic had changed when the subscribers were informed of
    /// it.</param>
    public void BeginPass(long fresh, int epochChanges)
    {
        _epochChanges = epochChanges;
        observer.Begin(fresh);
    }

    /// <summary>
    /// Discards the byte arrays of joined messages. Called after each iteration over the subscribers, because the subscribers need other
    /// messages at the next iteration.
    /// </summary>
    public void EndPass(int subscribers)
    {
        _runs.Clear();
        observer.End(subscribers);
    }

    private readonly record struct Run(long From, long Through, WireFormat Format, byte[] Bytes);
}
