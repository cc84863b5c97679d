namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Measures the incoming messages of a hub's protocol. Their boundaries differ from those of the WebSocket's messages: a client may send
/// several messages in one frame, or one message in several frames.
/// </summary>
/// <param name="most">The most bytes of one message.</param>
/// <param name="isResumed">Whether the handshake took place on an earlier socket of the connection, so that this socket begins with a
/// message.</param>
internal sealed class HubMessageMeter(int most, bool isResumed = false)
{
    // Ends a message in JSON, and the first one in any protocol.
    private const byte RecordSeparator = 0x1E;

    private const int MaxPrefixBytes = 5;

    private bool _begun = isResumed;
    private long _length;
    private long _left;
    private int _prefixBytes;

    /// <summary>Whether a message has been received in part.</summary>
    public bool IsWithinMessage => _length > 0 || _left > 0 || _prefixBytes > 0;

    /// <summary>Counts received bytes.</summary>
    /// <returns>False if a message is too large.</returns>
    public bool Add(ReadOnlySpan<byte> bytes, bool isBinary)
    {
        if (!_begun)
        {
            var end = bytes.IndexOf(RecordSeparator);
            if (!CountText(end < 0 ? bytes : bytes[..(end + 1)]))
                return false;
            if (end < 0)
                return true;
            _begun = true;
            bytes = bytes[(end + 1)..];
        }

        return isBinary ? CountBinary(bytes) : CountText(bytes);
    }

    private bool CountText(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf(RecordSeparator) is >= 0 and var end)
        {
            if (_length + end > most)
                return false;
            _length = 0;
            bytes = bytes[(end + 1)..];
        }

        _length += bytes.Length;
        return _length <= most;
    }

    // Each message follows its length, in 7 bits a byte, the lowest first.
    private bool CountBinary(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_left > 0)
            {
                var taken = (int)Math.Min(_left, bytes.Length);
                _left -= taken;
                bytes = bytes[taken..];
                continue;
            }

            _length |= (bytes[0] & 0x7FL) << (7 * _prefixBytes++);
            var more = (bytes[0] & 0x80) != 0;
            bytes = bytes[1..];
            if (_length > most || _prefixBytes > MaxPrefixBytes)
                return false;
            if (!more)
                (_left, _length, _prefixBytes) = (_length, 0, 0);
        }

        return true;
    }
}
