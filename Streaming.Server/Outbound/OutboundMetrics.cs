using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Outbound;

/// <summary>
/// Records metrics of calls to other servers. The metrics have no tag with the host name, because the number of hosts is unlimited.
/// </summary>
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
        _duration = _meter.CreateHistogram(
            "streaming.outbound.duration", "s",
            "Duration of calls to other servers, from the permit to the last byte, by outcome: 2xx to 5xx, or the reason of the failure.",
            tags: null, HistogramBuckets.Seconds);
        _inFlight = _meter.CreateUpDownCounter<long>(
            "streaming.outbound.in_flight", "{call}", "Calls to other servers, by state: waiting for a permit, calling.");
        _refused = _meter.CreateCounter<long>(
            "streaming.outbound.refused", "{call}", "Calls to other servers that were not made, by reason.");
        _opened = _meter.CreateCounter<long>(
            "streaming.outbound.breaker.opened", "{host}", "Number of times that the circuit breaker of a host has opened.");
    }

    /// <summary>Adds the metrics of the called hosts. Their values are read each time the metrics are exported.</summary>
    /// <param name="busiest">A function that returns the number of running calls to the host that has the most running calls.</param>
    /// <param name="open">A function that returns the number of hosts with an open circuit breaker.</param>
    public void Observe(Func<int> busiest, Func<int> open)
    {
        _meter.CreateObservableGauge(
            "streaming.outbound.busiest_host", busiest, "{call}", "Running calls of the host that has most of them.");
        _meter.CreateObservableGauge("streaming.outbound.breaker.open", open, "{host}", "Hosts whose circuit breaker is not closed.");
    }

    public void AddWaiting(int change) => _inFlight.Add(change, StreamingMeter.Tag("state", "waiting"));

    public void AddRunning(int change) => _inFlight.Add(change, StreamingMeter.Tag("state", "calling"));

    public void BreakerOpened() => _opened.Add(1);

    /// <summary>
    /// Records the duration of a call that received a response, with the class of the response's status, such as <c>2xx</c>.
    /// </summary>
    public void Responded(int status, TimeSpan duration) => Ended($"{status / 100}xx", duration);

    /// <summary>
    /// Records a call that received no response. If the other server was called, the duration of the call is recorded; otherwise the call
    /// is counted as refused.
    /// </summary>
    public void Failed(OutboundFailure failure, TimeSpan? duration)
    {
        var reason = Name(failure);
        if (duration is { } time && failure != OutboundFailure.RefusedAddress)
            Ended(reason, time);
        else
            _refused.Add(1, StreamingMeter.Tag("reason", reason));
    }

    private void Ended(string outcome, TimeSpan duration) =>
        _duration.Record(duration.TotalSeconds, StreamingMeter.Tag("outcome", outcome));

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
