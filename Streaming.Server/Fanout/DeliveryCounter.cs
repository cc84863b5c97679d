namespace Streaming.Server.Fanout;

/// <summary>
/// Counts the messages that a fan-out writes in one pass over its subscribers. Consecutive messages of the same transport are recorded in
/// the metrics as one sum, since a record for each message would be slow.
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

    /// <summary>Records the messages that were counted, at the end of the pass.</summary>
    public void Flush()
    {
        if (_messages > 0)
            metrics.Delivered(_transport!, _messages);
        _messages = 0;
    }
}
