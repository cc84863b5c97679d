using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Administration.Metrics;

/// <summary>
/// Collects the metrics that the messages of the topic <c>system:metrics</c> contain. A process may contain several servers, so only the
/// metrics of this server are collected.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    private readonly Dictionary<string, Measure> _measures;
    private readonly MeterListener _listener = new();

    public MetricsCollector(IMeterFactory meters)
    {
        _measures = new Dictionary<string, Measure>(StringComparer.Ordinal)
        {
            ["streaming.messages.published"] = Published,
            ["streaming.messages.delivered"] = Delivered,
            ["streaming.publish.duration"] = Publish,
            ["streaming.delivery.lag"] = Delivery,
            ["streaming.log.commits"] = Commits,
            ["streaming.log.commit.messages"] = CommitMessages,
            ["streaming.log.commit.duration"] = CommitDuration,
            ["streaming.gaps"] = Gaps,
            ["streaming.refusals"] = Refusals,
            ["streaming.jobs"] = Jobs,
            ["streaming.jobs.waiting"] = JobsWaiting,
            ["streaming.jobs.running"] = JobsRunning,
            ["streaming.jobs.oldest_due"] = JobsOldestDue,
            ["streaming.webhooks.failing"] = WebhooksFailing,
            ["streaming.webhooks.waiting"] = WebhooksWaiting,
            ["streaming.store.size"] = StoreSize,
            ["streaming.store.wal.size"] = StoreWalSize,
            ["streaming.topics"] = Topics,
        };
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StreamingMeter.Name && ReferenceEquals(instrument.Meter.Scope, meters)
                && _measures.TryGetValue(instrument.Name, out var measure))
                listener.EnableMeasurementEvents(instrument, measure);
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, measure) => ((Measure)measure!).Add(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, measure) => ((Measure)measure!).Add(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, measure) => ((Measure)measure!).Add(value, tags));
        _listener.Start();
    }

    public SumMeasure Published { get; } = new();

    public SumMeasure Delivered { get; } = new();

    public DurationMeasure Publish { get; } = new();

    public DurationMeasure Delivery { get; } = new();

    public SumMeasure Commits { get; } = new();

    public SumMeasure CommitMessages { get; } = new();

    public DurationMeasure CommitDuration { get; } = new();

    public SumMeasure Gaps { get; } = new();

    public SumMeasure Refusals { get; } = new();

    public SumMeasure Jobs { get; } = new("step");

    public GaugeMeasure JobsWaiting { get; } = new();

    public GaugeMeasure JobsRunning { get; } = new();

    public GaugeMeasure JobsOldestDue { get; } = new();

    public GaugeMeasure WebhooksFailing { get; } = new();

    public GaugeMeasure WebhooksWaiting { get; } = new();

    public GaugeMeasure StoreSize { get; } = new();

    public GaugeMeasure StoreWalSize { get; } = new();

    public GaugeMeasure Topics { get; } = new();

    /// <summary>Reads the current values of the gauges, such as the number of waiting jobs.</summary>
    /// <exception cref="AggregateException">A gauge could not be read. All other gauges were read nevertheless.</exception>
    public void ReadGauges()
    {
        foreach (var gauge in _measures.Values.OfType<GaugeMeasure>())
            gauge.Clear();
        _listener.RecordObservableInstruments();
    }

    public void Dispose() => _listener.Dispose();
}
