using System.Diagnostics;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>
/// Identifies one activity of a distributed trace, in the text form of W3C Trace Context, so that later work can continue the trace.
/// </summary>
/// <param name="Parent">The value of the header <c>traceparent</c>: the ids of the trace and of the activity.</param>
/// <param name="State">The value of the header <c>tracestate</c>, with data of tracing systems; null if there is none.</param>
internal sealed record TraceContext(string Parent, string? State)
{
    // W3C Trace Context asks systems to pass on at least 512 characters of the header "tracestate". A longer value comes from a client and
    // is not stored.
    private const int MaxStateLength = 512;

    /// <summary>
    /// Returns the trace context of the current activity: the HTTP request, the job or the application code that runs now. Null if there is
    /// no current activity.
    /// </summary>
    public static TraceContext? OfCurrentActivity() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } activity
            ? new TraceContext(id, IsStorable(activity.TraceStateString) ? activity.TraceStateString : null)
            : null;

    /// <summary>Returns the context as the parent of an activity; the default value if the stored text is not valid.</summary>
    public ActivityContext ToActivityContext() =>
        ActivityContext.TryParse(Parent, State, isRemote: true, out var context) ? context : default;

    private static bool IsStorable(string? state) =>
        state is { Length: > 0 and <= MaxStateLength } && !state.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
