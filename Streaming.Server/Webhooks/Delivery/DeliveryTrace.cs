using System.Diagnostics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Traces one request to a webhook: creates an activity (span of a trace) if a tracing system records it. Also contains the header
/// <c>traceparent</c>, with which the receiver can continue the trace.
/// </summary>
internal sealed class DeliveryTrace : IDisposable
{
    private readonly Activity? _activity;

    private readonly string? _header;

    private DeliveryTrace(Activity? activity, string? header) => (_activity, _header) = (activity, header);

    /// <summary>Starts the activity of a request to a webhook.</summary>
    /// <param name="webhook">The id of the webhook.</param>
    /// <param name="batch">The messages that the request contains; null for a test request.</param>
    public static DeliveryTrace Start(WebhookId webhook, MessageBatch? batch)
    {
        var traces = batch is null ? []
            : batch.Messages.Select(message => message.TraceParent).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var single = traces.Count == 1 ? traces[0] : null;
        if (!StreamingActivities.HasListeners)
            return new DeliveryTrace(activity: null, single);
        var job = Activity.Current;
        var links = traces.Select(trace => new ActivityLink(MessageTraces.Read(trace))).ToList();
        // If all traced messages are from one publish, the request continues the trace of this publish, and has a link to the job that
        // sends it. Otherwise the request continues the trace of the job.
        if (single is not null && job is not null)
            links.Add(new ActivityLink(job.Context));
        var activity = StreamingActivities.StartApart(
            "webhook", ActivityKind.Client, single is null ? job?.Context ?? default : MessageTraces.Read(single), links);
        activity?.SetTag("streaming.webhook.id", webhook.Value).SetTag("messaging.destination.name", batch?.Topic.Value)
            .SetTag("messaging.batch.message_count", batch?.Messages.Count);
        // Makes the activity of the request the current one, so that the activities of outbound calls become parts of it.
        Activity.Current = activity ?? job;
        return new DeliveryTrace(activity, traces.Count == 0 ? null : MessageTraces.Of(activity) ?? single);
    }

    /// <summary>
    /// Adds the header <c>traceparent</c> to the headers of a request to a webhook, if a message of the request is traced. If the messages
    /// are from several publishes, the header refers to the activity of the request, which has links to the publishes. If an administrator
    /// has added a header of the same name to the webhook, it is not replaced.
    /// </summary>
    public IReadOnlyDictionary<string, string> AddTo(IReadOnlyDictionary<string, string> headers) =>
        _header is null || headers.ContainsKey("traceparent") ? headers
            : new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase) { ["traceparent"] = _header };

    /// <summary>Records the error of the request, if it has failed.</summary>
    public void SetResult(SendResult result)
    {
        if (result.Delivery.Error is { } error)
            _activity?.SetStatus(ActivityStatusCode.Error, error);
    }

    public void Dispose() => _activity?.Dispose();
}
