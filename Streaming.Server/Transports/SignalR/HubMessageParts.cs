using System.Buffers;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Joins the parts of a WebSocket message that SignalR sends in several frames. Frames of items may come between whole messages only.
/// </summary>
internal sealed class HubMessageParts
{
    private byte[] _buffer = [];
    private int _length;

    /// <summary>Whether the beginning of a message waits for its end.</summary>
    public bool HasBegun => _length > 0;

    public void Add(ReadOnlySpan<byte> part)
    {
        if (_buffer.Length - _length < part.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + part.Length, 2 * _buffer.Length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            Return();
            _buffer = larger;
        }

        part.CopyTo(_buffer.AsSpan(_length));
        _length += part.Length;
    }

    /// <summary>Sends the joined parts, and releases their memory.</summary>
    public async ValueTask SendAsync(Func<ReadOnlyMemory<byte>, ValueTask> send)
    {
        try
        {
            await send(_buffer.AsMemory(0, _length));
        }
        finally
        {
            Return();
            (_buffer, _length) = ([], 0);
        }
    }

    private void Return()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
    }
}
