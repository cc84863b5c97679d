using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Streaming.Tests.Support;

/// <summary>Stands between a client and the server, and can be the network that fails: all connections cut, new ones refused.</summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _connections = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private volatile bool _down;

    public TcpRelay(Uri server)
    {
        _server = server;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect instead of to the server.</summary>
    public Uri Address { get; }

    /// <summary>Cuts all connections, and every new one until <see cref="Restore"/>.</summary>
    public void Cut()
    {
        _down = true;
        foreach (var connection in _connections.Keys)
            connection.Close();
    }

    /// <summary>Lets new connections through again.</summary>
    public void Restore() => _down = false;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting.OrTimeout();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            _connections[client] = _connections[server] = 0;
            try
            {
                if (_down)
                    return;
                await server.ConnectAsync(_server.Host, _server.Port);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // One side is gone; the other follows.
            }
            finally
            {
                _connections.TryRemove(client, out _);
                _connections.TryRemove(server, out _);
            }
        }
    }
}
