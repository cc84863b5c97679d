namespace Streaming.Server.Fanout;

/// <summary>
/// Counts the messages that one thread writes to subscribers, and adds the sum to the metrics of each transport from time to time. Calling
/// the metrics for each message would be slow.
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

    /// <summary>Adds to the metrics the messages that were counted since the previous call of this method.</summary>
    public void Flush()
    {
        if (_messages > 0)
            metrics.Delivered(_transport!, _messages);
        _messages = 0;
    }
}
