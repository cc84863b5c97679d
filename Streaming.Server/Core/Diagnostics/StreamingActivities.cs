using System.Diagnostics;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>
/// Starts the activities (spans of traces) of the server's work: publishes, transactions, deliveries, jobs and calls to other servers.
/// </summary>
internal static class StreamingActivities
{
    private static readonly ActivitySource s_source = new(StreamingMeter.Name);

    /// <summary>Whether a tracing system listens to the activities of the server. If not, no activity need be created.</summary>
    public static bool HasListeners => s_source.HasListeners();

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

    /// <summary>
    /// Starts an activity as a part of the current activity, and makes it the current one. Returns null if no tracing system records it.
    /// </summary>
    public static Activity? StartWithin(string name, ActivityKind kind) => s_source.StartActivity(name, kind);

    /// <summary>
    /// Starts an activity that is not a part of the current activity: it continues the trace of <paramref name="parent"/>, or begins a new
    /// trace. The current activity does not change. Returns null if no tracing system records the new activity.
    /// </summary>
    /// <param name="name">The name of the activity.</param>
    /// <param name="kind">The kind of the activity, such as client for a call to another server.</param>
    /// <param name="parent">The activity whose trace is continued; the default value to begin a new trace.</param>
    /// <param name="links">
    /// Links to activities on whose results the new activity is based, such as the publishes of one transaction.
    /// </param>
    /// <param name="startTime">The time at which the work began; the default value if it begins now.</param>
    public static Activity? StartApart(
        string name, ActivityKind kind, ActivityContext parent, IEnumerable<ActivityLink>? links = null, DateTimeOffset startTime = default)
    {
        var current = Activity.Current;
        Activity.Current = null;
        var activity = s_source.StartActivity(name, kind, parent, tags: null, links, startTime);
        Activity.Current = current;
        return activity;
    }

    /// <summary>
    /// Ends an activity that <see cref="StartApart"/> has started. The current activity does not change, as it would with
    /// <see cref="Activity.Stop"/>.
    /// </summary>
    public static void EndApart(Activity? activity)
    {
        if (activity is null)
            return;
        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
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
