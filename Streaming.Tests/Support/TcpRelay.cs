using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Tests.Support;

/// <summary>
/// Relays connections between clients and the server, and can act as a failing network: it can cut all connections and refuse new ones, or
/// cut each connection after a number of bytes from the server, even within a message.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private const int BufferBytes = 4 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _connections = new();
    private readonly Uri _server;
    private readonly Func<int>? _bytesUntilCut;
    private readonly bool _sparesLineEnds;
    private readonly Task _accepting;
    private volatile string? _answer;
    private volatile bool _down;
    private int _refused;
    private int _cuts;

    /// <param name="server">The address of the server.</param>
    /// <param name="bytesUntilCut">The number of bytes from the server after which a connection is cut.</param>
    /// <param name="sparesLineEnds">Whether no connection is cut between two line ends, for a client that stores an event's id before it
    /// has received the event's last line end.</param>
    public TcpRelay(Uri server, Func<int>? bytesUntilCut = null, bool sparesLineEnds = false)
    {
        _sparesLineEnds = sparesLineEnds;
        _server = server;
        _bytesUntilCut = bytesUntilCut;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    /// <summary>The address to which clients connect instead of the server's address.</summary>
    public Uri Address { get; }

    /// <summary>The number of connections that were cut because they had received their bytes.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>The number of connections that were refused while all connections were cut.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Cuts all connections, and every new one until <see cref="Restore"/>.</summary>
    /// <param name="answer">The response that a new connection receives before it is cut, such as a proxy's 502; null for none.</param>
    public void Cut(string? answer = null)
    {
        (_answer, _down) = (answer, true);
        foreach (var connection in _connections.Keys)
            connection.Close();
    }

    /// <summary>Relays new connections again.</summary>
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
            // The relay was disposed.
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
                {
                    await RefuseAsync(client);
                    return;
                }

                await server.ConnectAsync(_server.Host, _server.Port);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(near.CopyToAsync(far), CopyUntilCutAsync(far, near));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // One side of the connection has ended, so the relay ends the other side.
            }
            finally
            {
                _connections.TryRemove(client, out _);
                _connections.TryRemove(server, out _);
            }
        }
    }

    private async Task RefuseAsync(TcpClient client)
    {
        Interlocked.Increment(ref _refused);
        if (_answer is not { } answer)
            return;
        var stream = client.GetStream();
        // The request is read first: closing a connection with unread bytes resets it, and the client would not receive the response.
        if (await stream.ReadAsync(new byte[BufferBytes]) == 0)
            return;
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
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
            left -= read;
            if (left == 0 && _sparesLineEnds && read > 2 && buffer[read - 1] == '\n')
                read -= 2;
            await to.WriteAsync(buffer.AsMemory(0, read));
        }

        Interlocked.Increment(ref _cuts);
    }
}
