using System.Diagnostics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Fanout;

/// <summary>
/// Measures the passes of one topic (a pass is an iteration over the topic's subscribers that writes new messages to them): records the
/// delivery lag, and creates the activity (span of a trace) of a pass with traced messages. The cost is that of a pass and of each joined
/// run of messages, not of each subscriber.
/// </summary>
internal sealed class PassObserver(Topic topic, ConnectionMetrics metrics)
{
    // The maximum number of publishes to which the activity of one pass has links.
    private const int MaxLinks = 128;

    private readonly List<ActivityContext> _publishes = [];
    private bool _isTraced;
    private long _fresh;
    private long _seenThrough;
    private DateTime _started;
    private DateTime? _oldest;
    private string? _lastTrace;

    /// <summary>Begins a pass.</summary>
    /// <param name="fresh">The offset of the first message that no earlier pass has written to all subscribers.</param>
    public void Begin(long fresh)
    {
        (_fresh, _seenThrough, _oldest) = (fresh, fresh - 1, null);
        _isTraced = StreamingActivities.HasListeners;
        if (!_isTraced)
            return;
        (_started, _lastTrace) = (topic.UtcNow, null);
        _publishes.Clear();
    }

    /// <summary>Notes a run of messages that the pass has encoded for some of the subscribers.</summary>
    public void Joined(List<Message> messages)
    {
        if (messages[0].Offset == _fresh)
            _oldest = messages[0].Time;
        if (_isTraced)
            AddTraces(messages);
    }

    /// <summary>Ends a pass: records the time from the publish of its oldest new message, and ends its activity.</summary>
    public void End(int subscribers)
    {
        if (_oldest is { } oldest)
            metrics.Lag((topic.UtcNow - oldest).TotalSeconds);
        if (_isTraced && _publishes.Count > 0)
            Trace(subscribers);
    }

    // The messages of one publish share one text of their trace. Subscribers of several transports cause several runs of the same messages.
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

    // The activity of a pass with the messages of one publish continues the trace of the publish. Otherwise it has links to the publishes.
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
