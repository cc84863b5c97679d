using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Fanout;

/// <summary>Records the metrics of connections that receive the messages of topics, on all transports.</summary>
internal sealed class ConnectionMetrics
{
    private readonly Counter<long> _delivered;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _cutOff;
    private readonly Counter<long> _gaps;

    public ConnectionMetrics(IMeterFactory meters)
    {
        var meter = StreamingMeter.Of(meters);
        _delivered = meter.CreateCounter<long>("streaming.messages.delivered", "{message}", "Messages handed to connections.");
        _connections = meter.CreateUpDownCounter<long>("streaming.connections", "{connection}", "Open streams.");
        _cutOff = meter.CreateCounter<long>(
            "streaming.readers.cut_off", "{reader}",
            "Subscribers that were disconnected because they did not read or did not answer.");
        _gaps = meter.CreateCounter<long>("streaming.gaps", "{gap}", "Gaps that were sent to subscribers.");
    }

    /// <summary>Counts messages that were passed to a connection.</summary>
    public void Delivered(string transport, int messages) => _delivered.Add(messages, StreamingMeter.Tag("transport", transport));

    /// <summary>Counts open streams of a transport: the change is 1 for a stream that was opened, and -1 for one that has ended.</summary>
    public void Connections(string transport, int change) => _connections.Add(change, StreamingMeter.Tag("transport", transport));

    /// <summary>
    /// Counts a subscriber that the server disconnected: its client accepted no bytes, did not answer a heartbeat, or had asked to be
    /// disconnected when it cannot keep up.
    /// </summary>
    public void CutOff(string transport) => _cutOff.Add(1, StreamingMeter.Tag("transport", transport));

    /// <summary>Counts a gap (a message in place of deleted messages) that was sent to a subscriber.</summary>
    public void Gap(string transport) => _gaps.Add(1, StreamingMeter.Tag("transport", transport));
}
