using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Records the metrics of webhooks: accepted messages, durations of requests, waiting messages and failing webhooks. Only the last two
/// have a time series for each webhook: <see cref="WebhookOptions.MaxWebhooks"/> limits the number of these time series.
/// </summary>
internal sealed class WebhookMetrics
{
    private readonly Counter<long> _messages;
    private readonly Histogram<double> _requests;
    private readonly ConcurrentDictionary<WebhookId, long> _waiting = new();
    private volatile IReadOnlyDictionary<WebhookId, bool> _failing = new Dictionary<WebhookId, bool>();

    public WebhookMetrics(IMeterFactory meters)
    {
        var meter = StreamingMeter.Of(meters);
        _messages = meter.CreateCounter<long>(
            "streaming.webhooks.messages", "{message}", "Messages that receivers of webhooks have accepted.");
        _requests = meter.CreateHistogram(
            "streaming.webhooks.duration", "s",
            "Duration of requests to receivers of webhooks, by result: delivered, failed, gone, not_called.", tags: null,
            HistogramBuckets.Seconds);
        meter.CreateObservableGauge(
            "streaming.webhooks.waiting", Waiting, "{message}",
            "Messages that a webhook has not received, as of the last scan of its topics.");
        meter.CreateObservableGauge(
            "streaming.webhooks.failing", Failing, unit: null,
            "1 for a webhook to which deliveries of any topic fail, or that the server has disabled; 0 for other webhooks.");
    }

    public void RequestEnded(SendResult result, int messages)
    {
        _requests.Record(result.Duration.TotalSeconds, StreamingMeter.Tag("result", result.Name));
        if (result.IsSuccess)
            _messages.Add(messages);
    }

    /// <summary>Sets the number of messages that wait for each webhook, as found by a scan of all topics.</summary>
    public void SetWaiting(IReadOnlyDictionary<WebhookId, long> waiting)
    {
        foreach (var gone in _waiting.Keys.Where(id => !waiting.ContainsKey(id)))
            _waiting.TryRemove(gone, out _);
        foreach (var (id, count) in waiting)
            _waiting[id] = count;
    }

    /// <summary>
    /// Sets the list of all webhooks for the metric. The value of a webhook is true if deliveries to it fail, or if the server has disabled
    /// it.
    /// </summary>
    public void SetFailing(IReadOnlyDictionary<WebhookId, bool> failing) => _failing = failing;

    private IEnumerable<Measurement<int>> Failing() =>
        _failing.Select(pair => new Measurement<int>(pair.Value ? 1 : 0, StreamingMeter.Tag("webhook", pair.Key.Value)));

    private IEnumerable<Measurement<long>> Waiting() =>
        _waiting.Select(pair => new Measurement<long>(pair.Value, StreamingMeter.Tag("webhook", pair.Key.Value)));
}
