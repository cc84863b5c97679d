using Streaming.Server.Core.Topics;

namespace Streaming.Server.Fanout;

/// <summary>
/// Lets other threads run during the passes of one topic (a pass is an iteration over the topic's subscribers), but only while messages
/// arrive faster than they are written. Threads that publish can then add messages, which the next pass writes together. Otherwise the
/// switches between threads would only cost time: about 4 % of a delivery. Keep this struct in a field that is not <c>readonly</c>:
/// otherwise its methods would change a copy.
/// </summary>
internal struct PassYield
{
    private const int WritesAtOnce = 32;

    // The number of passes that let other threads run, after one during which a message has arrived.
    private const int Passes = 8;

    private int _written;
    private int _passesLeft;

    /// <summary>Marks the start of a pass that writes messages.</summary>
    public void Begin() => _written = 0;

    /// <summary>Lets other threads run if this write of the pass is one after which they may.</summary>
    /// <param name="topic">The topic of the pass.</param>
    /// <param name="newest">The offset (number) of the newest message that the pass writes.</param>
    public void AfterWrite(Topic topic, long newest)
    {
        if (++_written % WritesAtOnce == 0 && (_passesLeft > 0 || topic.Newest > newest))
            Thread.Yield();
    }

    /// <summary>Marks the end of a pass that has written messages.</summary>
    /// <inheritdoc cref="AfterWrite"/>
    public void End(Topic topic, long newest) => _passesLeft = topic.Newest > newest ? Passes : Math.Max(0, _passesLeft - 1);
}
