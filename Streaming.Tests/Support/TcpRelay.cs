using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Streaming.Tests.Support;

/// <summary>
/// Stands between a client and the server, and can be the network that fails: all connections cut, new ones refused; or each connection cut after so
/// many bytes of the server's, wherever in a message that may be.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private const int BufferBytes = 4 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _connections = new();
    private readonly Uri _server;
    private readonly Func<int>? _bytesUntilCut;
    private readonly Task _accepting;
    private volatile bool _down;
    private int _cuts;

    public TcpRelay(Uri server, Func<int>? bytesUntilCut = null)
    {
        _server = server;
        _bytesUntilCut = bytesUntilCut;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect instead of to the server.</summary>
    public Uri Address { get; }

    /// <summary>How many connections were cut because they had their bytes.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

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
                await Task.WhenAny(near.CopyToAsync(far), CopyUntilCutAsync(far, near));
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

    private async Task CopyUntilCutAsync(NetworkStream from, NetworkStream to)
    {
        if (_bytesUntilCut is null)
        {
            await from.CopyToAsync(to);
            return;
        }

        var buffer = new byte[BufferBytes];
        for (var left = _bytesUntilCut(); left > 0;)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)));
            if (read == 0)
                return;
            await to.WriteAsync(buffer.AsMemory(0, read));
            left -= read;
        }

        Interlocked.Increment(ref _cuts);
    }
}
