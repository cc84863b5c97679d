namespace Streaming.Server.Fanout;

/// <summary>
/// Counts the messages that one thread writes to subscribers. The metrics then receive one sum for each transport, since a call of the
/// metrics for each message would be slow.
/// </summary>
internal sealed class DeliveryCounter(ConnectionMetrics metrics)
{
    private string? _transport;
    private int _messages;

    public void Add(string transport, int messages)
    {
        if (!ReferenceEquals(transport, _transport))
        {
            Flush();
            _transport = transport;
        }

        _messages += messages;
    }

    /// <summary>Adds the number of messages that were counted since the previous call to the metrics.</summary>
    public void Flush()
    {
        if (_messages > 0)
            metrics.Delivered(_transport!, _messages);
        _messages = 0;
    }
}
