using System.Diagnostics;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>Starts the activities (spans of traces) of work that the server does outside of HTTP requests.</summary>
internal static class StreamingActivities
{
    private static readonly ActivitySource s_source = new(StreamingMeter.Name);

    /// <summary>
    /// Starts an activity and makes it the current one. If no tracing system records the activity, it still has a trace id, so that log
    /// messages of the same work can be found together.
    /// </summary>
    /// <param name="name">The name of the activity.</param>
    /// <param name="kind">The kind of the activity, such as consumer for work that another activity has enqueued.</param>
    /// <param name="parent">The activity whose trace is continued; null to begin a new trace.</param>
    public static Activity Start(string name, ActivityKind kind, TraceContext? parent)
    {
        // Without this line, an activity without a parent would continue the trace of the code that happens to start the work.
        Activity.Current = null;
        var context = parent?.ToActivityContext() ?? default;
        return s_source.StartActivity(name, kind, context) ?? StartUnrecorded(name, context);
    }

    private static Activity StartUnrecorded(string name, ActivityContext parent)
    {
        var activity = new Activity(name);
        if (parent != default)
        {
            activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
            activity.TraceStateString = parent.TraceState;
        }

        return activity.Start();
    }
}
