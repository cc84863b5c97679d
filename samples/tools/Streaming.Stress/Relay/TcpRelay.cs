using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Streaming.Stress.Relay;

/// <summary>
/// Relays TCP connections between clients and a server, and acts as a failing network: it cuts connections, delays and throttles bytes,
/// forwards nothing for a time, and refuses new connections.
/// </summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<RelayedConnection, byte> _connections = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _frozen;
    private int _cuts;

    /// <param name="target">The port of the server on the loopback address.</param>
    public TcpRelay(int target)
    {
        _target = target;
        _listener.Start(1_024);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    /// <summary>The address to which clients connect instead of the server's address.</summary>
    public Uri Address { get; }

    public int Port { get; }

    /// <summary>
    /// Returns, for each new connection, the number of bytes from the server after which the relay cuts it; null for never.
    /// </summary>
    public Func<int>? CutAfterBytes { get; set; }

    /// <summary>
    /// Returns, for each new connection, the number of bytes from the client after which the relay cuts it, so that a request can reach the
    /// server in part; null for never.
    /// </summary>
    public Func<int>? CutAfterRequestBytes { get; set; }

    /// <summary>The time by which the relay delays each block of bytes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>
    /// The largest number of bytes that the relay forwards in a second on each connection and direction; null for no limit.
    /// </summary>
    public int? BytesPerSecond { get; set; }

    /// <summary>Whether the relay closes new connections at once.</summary>
    public bool Refuses { get; set; }

    /// <summary>The number of connections that the relay has cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Completes while the relay forwards bytes; a pending task while it is frozen.</summary>
    public Task Flowing => _frozen?.Task ?? Task.CompletedTask;

    /// <summary>Forwards nothing, on open and new connections, until <see cref="Thaw"/>.</summary>
    public void Freeze() => _frozen ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Forwards bytes again.</summary>
    public void Thaw()
    {
        var frozen = _frozen;
        _frozen = null;
        frozen?.TrySetResult();
    }

    /// <summary>Cuts all open connections.</summary>
    public void CutAll()
    {
        foreach (var connection in _connections.Keys)
            connection.Cut();
    }

    /// <summary>Cuts a share of the open connections, chosen at random.</summary>
    public void CutSome(Random random, double share)
    {
        foreach (var connection in _connections.Keys.Where(_ => random.NextDouble() < share))
            connection.Cut();
    }

    /// <summary>Counts a connection that was cut.</summary>
    public void CountCut() => Interlocked.Increment(ref _cuts);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Thaw();
        CutAll();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                if (Refuses)
                    client.Dispose();
                else
                    _ = RelayAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The relay was disposed.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var connection = new RelayedConnection(this, client, CutAfterBytes?.Invoke(), CutAfterRequestBytes?.Invoke());
        _connections[connection] = 0;
        try
        {
            await connection.RunAsync(_target);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }
}
