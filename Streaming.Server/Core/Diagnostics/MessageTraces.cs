using System.Diagnostics;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>
/// Decides which trace the messages of a publish carry to their subscribers (W3C <c>traceparent</c>), and reads it back. Only a trace that
/// is recorded somewhere is carried: it has the flag "sampled". So the messages of all other publishes have no trace, and stay as they are.
/// </summary>
internal static class MessageTraces
{
    /// <summary>
    /// Returns the trace that messages carry whose publish this server does not record: the one that the publisher has sent with its
    /// request, or that of the application's code. Null for most publishes.
    /// </summary>
    public static string? OfCaller() =>
        Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity
            // No tracing system knows the activity of the request, so the messages refer to the activity of the publisher, if it is known.
            ? activity is { Parent: null, ParentId: { } publisher } ? publisher : activity.Id
            : null;

    /// <summary>Returns the trace that messages carry whose publish has the given activity; null if the activity is not recorded.</summary>
    public static string? Of(Activity? publish) => publish is { Recorded: true, IdFormat: ActivityIdFormat.W3C } ? publish.Id : null;

    /// <summary>Returns the publish activity that a message refers to; the default value if the message carries no valid trace.</summary>
    public static ActivityContext Read(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var context) ? context : default;
}
