using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Observability;

/// <summary>Listens to the metrics of one server, and collects its instruments and the labels of their measurements.</summary>
internal sealed class OwnMetrics : IDisposable
{
    private readonly ConcurrentQueue<Instrument> _instruments = new();
    private readonly ConcurrentDictionary<string, string[]> _labels = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public OwnMetrics(TestServer server)
    {
        var own = server.Get<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // The process may have several servers, of which each has a factory of its own.
            if (instrument.Meter.Name != StreamingMeter.Name || !ReferenceEquals(instrument.Meter.Scope, own))
                return;
            _instruments.Enqueue(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.Start();
    }

    public IReadOnlyCollection<Instrument> Instruments => _instruments;

    /// <summary>The names of the labels of each instrument that was measured.</summary>
    public IReadOnlyDictionary<string, string[]> Labels => _labels;

    /// <summary>Measures the gauges.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++)
            labels[i] = tags[i].Key;
        _labels[instrument.Name] = labels;
    }
}
