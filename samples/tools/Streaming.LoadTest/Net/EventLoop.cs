namespace Streaming.LoadTest.Net;

/// <summary>Serves all connections of this process on one thread.</summary>
internal sealed class EventLoop : IDisposable
{
    private readonly Epoll _epoll = new();
    private readonly List<Connection?> _connections = [null];

    /// <summary>The buffer for received bytes. All connections share it, since they are served one after another.</summary>
    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(48 << 20, pinned: true);

    /// <summary>The time at which the bytes that are being processed arrived.</summary>
    public long Now { get; private set; } = Clock.Now;

    public long ReceivedBytes { get; private set; }
    public long Receives { get; private set; }

    public int Register(Connection connection, int descriptor, uint what)
    {
        _connections.Add(connection);
        _epoll.Watch(descriptor, _connections.Count - 1, what);
        return _connections.Count - 1;
    }

    public void Rewatch(int slot, int descriptor, uint what) => _epoll.Rewatch(descriptor, slot, what);

    public void Unregister(int slot, int descriptor)
    {
        _epoll.Forget(descriptor);
        _connections[slot] = null;
    }

    public void CountReceived(int bytes)
    {
        ReceivedBytes += bytes;
        Receives++;
        Now = Clock.Now;
    }

    public long Tick() => Now = Clock.Now;

    public void RunOnce(long nanoseconds)
    {
        var count = _epoll.Wait(nanoseconds);
        Tick();
        for (var i = 0; i < count; i++)
        {
            var (slot, what) = _epoll.Ready(i);
            _connections[slot]?.OnEvent(what);
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections.ToArray())
            connection?.End(null);
        _epoll.Dispose();
    }
}
