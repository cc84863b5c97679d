using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Outbound;

/// <summary>What is counted of calls to other servers. No instrument names a host: there may be ever so many.</summary>
internal sealed class OutboundMetrics
{
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _inFlight;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _opened;

    public OutboundMetrics(IMeterFactory meters)
    {
        _meter = StreamingMeter.Of(meters);
        _duration = _meter.CreateHistogram("streaming.outbound.duration", "s", "Calls to other servers, from their turn to the last byte, by outcome: 2xx to 5xx, or why there was no answer.",
            tags: null, HistogramBuckets.Seconds);
        _inFlight = _meter.CreateUpDownCounter<long>("streaming.outbound.in_flight", "{call}", "Calls to other servers, by state: waiting for their turn, calling.");
        _refused = _meter.CreateCounter<long>("streaming.outbound.refused", "{call}", "Calls to other servers that were not made, by reason.");
        _opened = _meter.CreateCounter<long>("streaming.outbound.breaker.opened", "{host}", "How often a host was left alone because its calls failed.");
    }

    /// <summary>Says whom to ask for what is not counted.</summary>
    /// <param name="busiest">The number of calls that the busiest host has.</param>
    /// <param name="leftAlone">How many hosts' breakers are not closed.</param>
    public void Observe(Func<int> busiest, Func<int> leftAlone)
    {
        _meter.CreateObservableGauge("streaming.outbound.busiest_host", busiest, "{call}", "Calls that run to the host that has most.");
        _meter.CreateObservableGauge("streaming.outbound.breaker.open", leftAlone, "{host}", "Hosts that are left alone now because their calls failed.");
    }

    public void Waiting(int change) => _inFlight.Add(change, StreamingMeter.Tag("state", "waiting"));

    public void Calling(int change) => _inFlight.Add(change, StreamingMeter.Tag("state", "calling"));

    public void BreakerOpened() => _opened.Add(1);

    /// <summary>A call has its answer.</summary>
    public void Answered(int status, TimeSpan duration) => Ended($"{status / 100}xx", duration);

    /// <summary>A call has none.</summary>
    public void Failed(OutboundFailure failure, TimeSpan? duration)
    {
        var reason = Name(failure);
        if (duration is { } time && failure != OutboundFailure.RefusedAddress)
            Ended(reason, time);
        else
            _refused.Add(1, StreamingMeter.Tag("reason", reason));
    }

    private void Ended(string outcome, TimeSpan duration) => _duration.Record(duration.TotalSeconds, StreamingMeter.Tag("outcome", outcome));

    private static string Name(OutboundFailure failure) => failure switch
    {
        OutboundFailure.InvalidUrl => "invalid_url",
        OutboundFailure.RefusedAddress => "refused_address",
        OutboundFailure.UnknownHost => "unknown_host",
        OutboundFailure.CircuitOpen => "circuit_open",
        OutboundFailure.TooManyCalls => "too_many_calls",
        var other => other.ToString().ToLowerInvariant(),
    };
}
