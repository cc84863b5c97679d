namespace Streaming.Server.Fanout;

/// <summary>
/// Counts the messages of one pass of a fan-out: one measurement for each run of the same transport, not one for each message.
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

    /// <summary>Records the messages of the pass.</summary>
    public void Flush()
    {
        if (_messages > 0)
            metrics.Delivered(_transport!, _messages);
        _messages = 0;
    }
}
