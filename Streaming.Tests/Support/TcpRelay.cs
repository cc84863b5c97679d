using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Tests.Support;

/// <summary>
/// Stands between a client and the server, and can be the network that fails: all connections cut, new ones refused; or each connection cut
/// after so
/// many bytes of the server's, wherever in a message that may be.
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

    /// <param name="server">Where it relays to.</param>
    /// <param name="bytesUntilCut">After how many bytes of the server's a connection is cut.</param>
    /// <param name="sparesLineEnds">Whether no cut is between two line ends, for a client that keeps an event's id before it has the
    /// event's last line end.</param>
    public TcpRelay(Uri server, Func<int>? bytesUntilCut = null, bool sparesLineEnds = false)
    {
        _sparesLineEnds = sparesLineEnds;
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

    /// <summary>How many connections came while all were cut.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Cuts all connections, and every new one until <see cref="Restore"/>.</summary>
    /// <param name="answer">What a new one is sent first, such as a proxy's 502; nothing by default.</param>
    public void Cut(string? answer = null)
    {
        (_answer, _down) = (answer, true);
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
                // One side is gone; the other follows.
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
        // Read first: a connection that is closed with unread bytes is reset, and the answer with it.
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
