using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Fanout;

/// <summary>Records the metrics of the connections on which clients receive messages, on all transports.</summary>
internal sealed class ConnectionMetrics
{
    private readonly Counter<long> _delivered;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _disconnected;
    private readonly Counter<long> _gaps;
    private readonly Histogram<double> _lag;

    public ConnectionMetrics(IMeterFactory meters)
    {
        var meter = StreamingMeter.Of(meters);
        _delivered = meter.CreateCounter<long>("streaming.messages.delivered", "{message}", "Messages handed to connections.");
        _connections = meter.CreateUpDownCounter<long>("streaming.connections", "{connection}", "Open streams.");
        _disconnected = meter.CreateCounter<long>(
            "streaming.readers.cut_off", "{reader}",
            "Subscribers that were disconnected because they did not read or did not answer.");
        _lag = meter.CreateHistogram(
            "streaming.delivery.lag", "s",
            "Time from the publish of the oldest new message of a pass to the end of the pass, which wrote it to all its subscribers.",
            tags: null, HistogramBuckets.ShortSeconds);
        _gaps = meter.CreateCounter<long>("streaming.gaps", "{gap}", "Gaps that were sent to subscribers.");
    }

    /// <summary>Counts messages that were sent to subscribers (clients that receive a topic), in the metric of sent messages.</summary>
    public void Delivered(string transport, int messages) => _delivered.Add(messages, StreamingMeter.Tag("transport", transport));

    /// <summary>
    /// Records the time from the publish of a message until the message was written to the subscribers of its topic. Called only once for
    /// each pass (an iteration over the subscribers), and not for each subscriber. If the time is negative, because another clock has set
    /// the time of the message, records zero.
    /// </summary>
    public void Lag(double seconds) => _lag.Record(Math.Max(0, seconds));

    /// <summary>Changes the number of open streams of a transport: by 1 when a stream is opened, and by -1 when it has ended.</summary>
    public void Connections(string transport, int change) => _connections.Add(change, StreamingMeter.Tag("transport", transport));

    /// <summary>
    /// Counts a client that the server disconnected. There are three reasons: the client accepted no bytes, it did not answer a heartbeat,
    /// or it fell behind and had chosen to be disconnected in this case.
    /// </summary>
    public void CountDisconnected(string transport) => _disconnected.Add(1, StreamingMeter.Tag("transport", transport));

    /// <summary>Counts a gap (a message in place of deleted messages) that was sent to a subscriber.</summary>
    public void Gap(string transport) => _gaps.Add(1, StreamingMeter.Tag("transport", transport));
}
