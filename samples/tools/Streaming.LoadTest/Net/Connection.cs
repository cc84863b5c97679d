using System.Net;
using System.Net.Sockets;

namespace Streaming.LoadTest.Net;

/// <summary>
/// Represents one connection (socket) that an <see cref="EventLoop"/> serves. Derived classes determine what the connection reads and
/// writes.
/// </summary>
internal abstract class Connection(EventLoop loop) : IDisposable
{
    private Socket? _socket;
    private byte[] _out = [];
    private int _outLength;
    private bool _waitsToSend = true;
    private int _carried;
    private byte[] _carry = [];

    public ConnectionState State { get; private set; }
    public string? Failure { get; private set; }
    public long StartedAt { get; private set; }
    public bool Paused { get; private set; }
    protected EventLoop Loop => loop;
    private int Slot { get; set; }
    private int Descriptor => (int)_socket!.Handle;

    public void Start(IPEndPoint to, IPAddress? from)
    {
        StartedAt = loop.Now;
        _socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
        if (from is not null)
            _socket.Bind(new IPEndPoint(from, 0));
        try
        {
            _socket.Connect(to);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // The event loop is notified when the connection is established.
        }
        catch (SocketException e)
        {
            End(e.Message);
            return;
        }

        Slot = loop.Register(this, Descriptor, Epoll.In | Epoll.Out);
    }

    public void Pause()
    {
        Paused = true;
        Rewatch();
    }

    public void Resume()
    {
        Paused = false;
        if (State != ConnectionState.Closed)
            Rewatch();
    }

    /// <summary>Reads from the socket. Only a read shows that the server has closed the connection.</summary>
    public void OnEvent(uint what)
    {
        if (State == ConnectionState.Connecting)
        {
            OnConnected();
            return;
        }

        if ((what & Epoll.Out) != 0)
            Flush();
        if (State == ConnectionState.Closed)
            return;
        if (Paused && (what & (Epoll.Error | Epoll.HangUp)) != 0)
            End("the server cut the connection");
        else if (!Paused && (what & (Epoll.In | Epoll.Error | Epoll.HangUp)) != 0)
            Receive();
    }

    public void End(string? failure)
    {
        if (State == ConnectionState.Closed)
            return;
        var before = State;
        State = ConnectionState.Closed;
        Failure = failure;
        if (Slot > 0)
            loop.Unregister(Slot, Descriptor);
        _socket?.Dispose();
        OnClosed(before);
    }

    public void Dispose()
    {
        End(null);
        GC.SuppressFinalize(this);
    }

    protected abstract void OnOpen();

    /// <summary>
    /// Processes received bytes, and returns the number of bytes that were processed. The rest is passed again, together with later bytes.
    /// </summary>
    protected abstract int OnBytes(Span<byte> bytes);

    protected virtual void OnClosed(ConnectionState before)
    {
    }

    protected void MarkOpen() => State = ConnectionState.Open;

    protected void Send(ReadOnlySpan<byte> bytes)
    {
        if (State == ConnectionState.Closed)
            return;
        if (_outLength + bytes.Length > _out.Length)
            Array.Resize(ref _out, Math.Max(256, (_outLength + bytes.Length) * 2));
        bytes.CopyTo(_out.AsSpan(_outLength));
        _outLength += bytes.Length;
        if (State != ConnectionState.Connecting && _outLength == bytes.Length)
            Flush();
    }

    private void OnConnected()
    {
        var error = (int)(_socket!.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) ?? 0);
        if (error != 0)
        {
            End("could not connect: " + new SocketException(error).Message);
            return;
        }

        State = ConnectionState.Connected;
        OnOpen();
        Flush();
        if (State != ConnectionState.Closed && _waitsToSend && _outLength == 0)
            Rewatch();
    }

    private void Rewatch()
    {
        _waitsToSend = _outLength > 0;
        loop.Rewatch(Slot, Descriptor, (Paused ? 0 : Epoll.In) | (_waitsToSend ? Epoll.Out : 0));
    }

    private void Flush()
    {
        if (_outLength == 0)
            return;
        var sent = _socket!.Send(_out.AsSpan(0, _outLength), SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            End("sending failed: " + error);
            return;
        }

        var left = _outLength - Math.Max(0, sent);
        if (left > 0 && sent > 0)
            _out.AsSpan(sent, left).CopyTo(_out);
        _outLength = left;
        if (left > 0 != _waitsToSend)
            Rewatch();
    }

    private void Receive()
    {
        var buffer = loop.Buffer;
        if (_carried + 65536 > buffer.Length)
        {
            End("one message is larger than the buffer of the load test");
            return;
        }

        _carry.AsSpan(0, _carried).CopyTo(buffer);
        var count = _socket!.Receive(
            buffer.AsSpan(_carried, Math.Min(buffer.Length - _carried, 256 * 1024)), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return;
        if (error != SocketError.Success || count == 0)
        {
            End(error == SocketError.Success ? "the server closed the connection" : "receiving failed: " + error);
            return;
        }

        loop.CountReceived(count);
        var total = _carried + count;
        _carried = 0;
        var taken = OnBytes(buffer.AsSpan(0, total));
        if (State != ConnectionState.Closed && taken < total)
            Carry(buffer.AsSpan(taken, total - taken));
    }

    private void Carry(ReadOnlySpan<byte> rest)
    {
        if (rest.Length > _carry.Length)
            _carry = new byte[Math.Max(256, rest.Length * 3 / 2)];
        rest.CopyTo(_carry);
        _carried = rest.Length;
    }
}
