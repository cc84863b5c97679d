using System.Diagnostics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Fanout;

/// <summary>
/// Measures the passes of one topic (a pass is an iteration over the topic's subscribers that writes new messages to them). Records the
/// time from the publish of the messages to the end of the pass. If messages are traced, creates an activity (span of a trace) for the
/// pass. The cost does not depend on the number of subscribers.
/// </summary>
internal sealed class PassObserver(Topic topic, ConnectionMetrics metrics)
{
    // The maximum number of links from the activity of a pass (an iteration over the subscribers) to publishes.
    private const int MaxLinks = 128;

    private readonly List<ActivityContext> _publishes = [];
    private bool _isTraced;
    private long _fresh;
    private long _seenThrough;
    private DateTime _started;
    private DateTime? _oldest;
    private string? _lastTrace;

    /// <summary>Begins to measure a pass (an iteration over the subscribers of the topic).</summary>
    /// <param name="fresh">The offset of the first new message: no earlier pass has written it to all subscribers.</param>
    public void Begin(long fresh)
    {
        (_fresh, _seenThrough, _oldest) = (fresh, fresh - 1, null);
        _isTraced = StreamingActivities.HasListeners;
        if (!_isTraced)
            return;
        (_started, _lastTrace) = (topic.UtcNow, null);
        _publishes.Clear();
    }

    /// <summary>
    /// Records that the pass (the iteration over the subscribers) has encoded consecutive messages for some of the subscribers.
    /// </summary>
    public void Joined(List<Message> messages)
    {
        if (messages[0].Offset == _fresh)
            _oldest = messages[0].Time;
        if (_isTraced)
            AddTraces(messages);
    }

    /// <summary>
    /// Ends the measurement of a pass (an iteration over the subscribers): records the time since the publish of its oldest new message,
    /// and creates its activity if messages are traced.
    /// </summary>
    public void End(int subscribers)
    {
        if (_oldest is { } oldest)
            metrics.Lag((topic.UtcNow - oldest).TotalSeconds);
        if (_isTraced && _publishes.Count > 0)
            Trace(subscribers);
    }

    // Adds the trace contexts of messages. All messages of one publish share one string object. If a topic has subscribers on several
    // transports, the same messages are passed several times, and only the first time counts.
    private void AddTraces(List<Message> messages)
    {
        foreach (var message in messages)
        {
            if (message.Offset <= _seenThrough)
                continue;
            _seenThrough = message.Offset;
            if (message.TraceParent is not { } trace || ReferenceEquals(trace, _lastTrace) || _publishes.Count == MaxLinks)
                continue;
            _lastTrace = trace;
            if (MessageTraces.Read(trace) is var context && context != default)
                _publishes.Add(context);
        }
    }

    // Creates the activity of the pass (the iteration over the subscribers). If all traced messages are from one publish, the activity
    // continues the trace of this publish. Otherwise it has links to the publishes.
    private void Trace(int subscribers)
    {
        var activity = StreamingActivities.StartApart("deliver", ActivityKind.Consumer,
            _publishes.Count == 1 ? _publishes[0] : default, _publishes.Select(static publish => new ActivityLink(publish)).ToList(),
            new DateTimeOffset(_started));
        activity?.SetTag("messaging.system", "streaming").SetTag("messaging.operation.name", "deliver")
            .SetTag("messaging.destination.name", topic.Name.Value).SetTag("streaming.subscribers", subscribers)
            .SetTag("messaging.batch.message_count", _seenThrough - _fresh + 1);
        StreamingActivities.EndApart(activity);
    }
}
