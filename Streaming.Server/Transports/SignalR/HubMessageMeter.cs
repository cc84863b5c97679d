namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Checks the size of each SignalR message that arrives on a WebSocket. Checking the size of WebSocket messages does not suffice: a client
/// may send several SignalR messages in one WebSocket message, or one SignalR message in several.
/// </summary>
/// <param name="limit">The maximum size of one message, in bytes.</param>
/// <param name="isResumed">Whether this WebSocket continues a connection that began on an earlier WebSocket. If so, there is no SignalR
/// handshake (the first message of a connection) on it.</param>
internal sealed class HubMessageMeter(int limit, bool isResumed = false)
{
    // In JSON, the byte 0x1E ends each SignalR message. In every SignalR protocol, it ends the handshake (the first message of a
    // connection).
    private const byte RecordSeparator = 0x1E;

    private const int MaxPrefixBytes = 5;

    private bool _begun = isResumed;
    private long _length;
    private long _left;
    private int _prefixBytes;

    /// <summary>Whether only the beginning of a SignalR message has been received so far.</summary>
    public bool IsWithinMessage => _length > 0 || _left > 0 || _prefixBytes > 0;

    /// <summary>Counts received bytes as parts of SignalR messages, and compares the size of each message with the limit.</summary>
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

    // In MessagePack, each message starts with its length. Each byte of the length holds 7 bits, the lowest bits first.
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
