namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Measures the size of the SignalR messages that arrive on a WebSocket. WebSocket messages cannot be measured instead: a client may send
/// several SignalR messages in one WebSocket message, or one SignalR message in several.
/// </summary>
/// <param name="limit">The maximum size of one message, in bytes.</param>
/// <param name="isResumed">
/// Whether the SignalR handshake took place on an earlier WebSocket of the same connection, so that this WebSocket starts with a message.
/// </param>
internal sealed class HubMessageMeter(int limit, bool isResumed = false)
{
    // The byte 0x1E ends each SignalR message in JSON, and the handshake (the first message of a connection) in every SignalR protocol.
    private const byte RecordSeparator = 0x1E;

    private const int MaxPrefixBytes = 5;

    private bool _begun = isResumed;
    private long _length;
    private long _left;
    private int _prefixBytes;

    /// <summary>Whether a part of a SignalR message has been received, and the rest of the message is missing.</summary>
    public bool IsWithinMessage => _length > 0 || _left > 0 || _prefixBytes > 0;

    /// <summary>Counts the bytes that were received from the client.</summary>
    /// <returns>False if a message is larger than the maximum size.</returns>
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
            if (_length + end > limit)
                return false;
            _length = 0;
            bytes = bytes[(end + 1)..];
        }

        _length += bytes.Length;
        return _length <= limit;
    }

    // In MessagePack, the length of a message precedes the message. Each byte of the length has 7 of its bits, the lowest ones first.
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
            if (_length > limit || _prefixBytes > MaxPrefixBytes)
                return false;
            if (!more)
                (_left, _length, _prefixBytes) = (_length, 0, 0);
        }

        return true;
    }
}
