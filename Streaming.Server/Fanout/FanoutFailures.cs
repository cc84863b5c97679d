using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>
/// The readers of a fan-out that could not be written to because of an exception, such as that of an encoder. Their connections are closed, so that they
/// resume; all others go on. One log entry tells of all readers of a pass.
/// </summary>
internal sealed partial class FanoutFailures(Topic topic, FanoutEngine deliverer)
{
    private Exception? _first;
    private int _readers;

    /// <summary>Ends a reader; it leaves when nothing is being written to it.</summary>
    public void Add(Subscriber reader, Exception exception)
    {
        _first ??= exception;
        _readers++;
        reader.HasEnded = true;
        try
        {
            deliverer.Metrics.CutOff(reader.Format.Transport);
            reader.Outlet.Abort();
        }
        catch (Exception e)
        {
            LogNotClosed(deliverer.Logger, e, topic.Name);
        }
    }

    /// <summary>Notes an exception that is no single reader's.</summary>
    public void Add(Exception exception) => _first ??= exception;

    /// <summary>Logs what has failed in this pass.</summary>
    public void Report()
    {
        if (_first is not { } exception)
            return;
        LogFailed(deliverer.Logger, exception, topic.Name, _readers);
        (_first, _readers) = (null, 0);
    }

    [LoggerMessage(2, LogLevel.Error, "Failed to write messages of topic {Topic}; {Readers} of its readers were disconnected and can resume.")]
    private static partial void LogFailed(ILogger logger, Exception exception, TopicName topic, int readers);

    [LoggerMessage(3, LogLevel.Error, "Failed to close the connection of a reader of topic {Topic}.")]
    private static partial void LogNotClosed(ILogger logger, Exception exception, TopicName topic);
}
