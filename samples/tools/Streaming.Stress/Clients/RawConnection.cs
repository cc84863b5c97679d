using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Stress.Clients;

/// <summary>A TCP connection that sends any bytes and reads what comes back, for malformed input and for many cheap subscribers.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Opens a connection.</summary>
    /// <param name="server">The address of the server, on the loopback network.</param>
    /// <param name="number">Selects the client's loopback address, since one address has only 28,000 ports.</param>
    /// <param name="receiveBuffer">The size of the socket's receive buffer in bytes; null for that of the system.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">The connection was refused.</exception>
    public static async Task<RawConnection> OpenAsync(Uri server, int number, int? receiveBuffer, CancellationToken cancellationToken)
    {
        var connection = new RawConnection();
        try
        {
            if (receiveBuffer is { } size)
                connection._socket.ReceiveBufferSize = size;
            connection._socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.1.{1 + (number % 200)}"), 0));
            await connection._socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, cancellationToken)..];
    }

    public Task SendAsync(string text, CancellationToken cancellationToken) => SendAsync(Encoding.ASCII.GetBytes(text), cancellationToken);

    /// <summary>Reads some bytes; 0 at the end of the connection.</summary>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _socket.ReceiveAsync(buffer, cancellationToken);

    /// <summary>Reads until the server closes the connection. Returns false if it does not within a time.</summary>
    public async Task<bool> DrainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(patience);
        var buffer = new byte[4 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer, late.Token) > 0)
            {
                // The content does not matter.
            }

            return true;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();
}
