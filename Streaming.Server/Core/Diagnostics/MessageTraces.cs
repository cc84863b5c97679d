using System.Diagnostics;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>
/// Decides which trace context (W3C <c>traceparent</c>) the messages of a publish contain, and reads it from messages. With it, subscribers
/// can continue the trace of the publish. Messages contain a trace context only if a tracing system records the trace (flag "sampled");
/// most messages contain none.
/// </summary>
internal static class MessageTraces
{
    /// <summary>
    /// Returns the trace context for the messages of a publish that this server itself does not record. It is the context that the
    /// publisher has sent with its request, or that of the application's code. Null for most publishes.
    /// </summary>
    public static string? OfCaller() =>
        Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity
            // No tracing system records the activity of the request. So the messages get the trace context of the publisher, if it is
            // known.
            ? activity is { Parent: null, ParentId: { } publisher } ? publisher : activity.Id
            : null;

    /// <summary>
    /// Returns the trace context for the messages of a publish with the given activity; null if no tracing system records the activity.
    /// </summary>
    public static string? Of(Activity? publish) => publish is { Recorded: true, IdFormat: ActivityIdFormat.W3C } ? publish.Id : null;

    /// <summary>
    /// Parses the trace context of a message, which refers to the activity of its publish. Returns the default value if the message has no
    /// valid trace context.
    /// </summary>
    public static ActivityContext Read(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var context) ? context : default;
}
