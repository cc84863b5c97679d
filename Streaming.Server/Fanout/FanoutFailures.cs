using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>
/// Collects the exceptions that occur when a topic's messages are written to subscribers, such as an exception of an encoder, and logs them
/// together. The connections of the affected subscribers are closed, and their clients can reconnect and resume. All other subscribers
/// continue.
/// </summary>
internal sealed partial class FanoutFailures(Topic topic, FanoutEngine engine)
{
    private Exception? _first;
    private int _subscribers;

    /// <summary>
    /// Records an exception that was thrown while writing to one subscriber, and closes the subscriber's connection. The subscriber is
    /// removed later, when no write to it is in progress.
    /// </summary>
    public void Add(Subscriber subscriber, Exception exception)
    {
        _first ??= exception;
        _subscribers++;
        subscriber.HasEnded = true;
        try
        {
            engine.Metrics.CountDisconnected(subscriber.Protocol.Transport);
            subscriber.Writer.Abort();
        }
        catch (Exception e)
        {
            LogNotClosed(engine.Logger, e, topic.Name);
        }
    }

    /// <summary>Records an exception that was not caused by a particular subscriber.</summary>
    public void Add(Exception exception) => _first ??= exception;

    /// <summary>Writes the collected exceptions to the log as one entry, after an iteration over the subscribers.</summary>
    public void Report()
    {
        if (_first is not { } exception)
            return;
        LogFailed(engine.Logger, exception, topic.Name, _subscribers);
        (_first, _subscribers) = (null, 0);
    }

    [LoggerMessage(2, LogLevel.Error,
        "Failed to write messages of topic {Topic}; {Subscribers} of its subscribers were disconnected and can resume.")]
    private static partial void LogFailed(ILogger logger, Exception exception, TopicName topic, int subscribers);

    [LoggerMessage(3, LogLevel.Error, "Failed to close the connection of a subscriber of topic {Topic}.")]
    private static partial void LogNotClosed(ILogger logger, Exception exception, TopicName topic);
}
