using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>
/// The exceptions of one pass of a fan-out, such as that of an encoder. The connections of the subscribers concerned are closed, and their
/// clients can resume; all other subscribers continue. One log entry covers all subscribers of a pass.
/// </summary>
internal sealed partial class FanoutFailures(Topic topic, FanoutEngine engine)
{
    private Exception? _first;
    private int _subscribers;

    /// <summary>Ends a subscriber. It is removed when no write is in progress.</summary>
    public void Add(Subscriber subscriber, Exception exception)
    {
        _first ??= exception;
        _subscribers++;
        subscriber.HasEnded = true;
        try
        {
            engine.Metrics.CutOff(subscriber.Protocol.Transport);
            subscriber.Writer.Abort();
        }
        catch (Exception e)
        {
            LogNotClosed(engine.Logger, e, topic.Name);
        }
    }

    /// <summary>Records an exception that does not concern a single subscriber.</summary>
    public void Add(Exception exception) => _first ??= exception;

    /// <summary>Logs the failures of this pass.</summary>
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
