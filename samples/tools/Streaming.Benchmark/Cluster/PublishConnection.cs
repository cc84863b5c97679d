using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Publishes messages of one size over one HTTP connection, one after another, with as little work as possible in this process.
/// </summary>
internal sealed class PublishConnection : IDisposable
{
    private const string Created = "HTTP/1.1 201";
    private const string Length = "Content-Length: ";
    private const int DefaultBytes = 100;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[4_096];
    private readonly string _end;

    private PublishConnection(Uri server, int bytes) => _end =
        $"/messages HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: text/plain\r\nContent-Length: {bytes}\r\n\r\n"
        + "~".PadLeft(bytes, 'x');

    public static async Task<PublishConnection> OpenAsync(
        Uri server, CancellationToken cancellationToken, int bytes = DefaultBytes)
    {
        var connection = new PublishConnection(server, bytes);
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellationToken);
        return connection;
    }

    /// <summary>Publishes a message, and returns after its acknowledgement.</summary>
    /// <exception cref="BenchmarkException">The server refused the message.</exception>
    public async ValueTask PublishAsync(string topic, CancellationToken cancellationToken)
    {
        const string Closed = "A node closed the connection of a publisher.";
        var length = Encoding.ASCII.GetBytes($"POST /topics/{topic}{_end}", _buffer);
        try
        {
            await _socket.SendAsync(_buffer.AsMemory(0, length), cancellationToken);
            for (var received = 0; !IsComplete(_buffer.AsSpan(0, received));)
            {
                if (await _socket.ReceiveAsync(_buffer.AsMemory(received), cancellationToken) is not (> 0 and var read))
                    throw new BenchmarkException(Closed);
                received += read;
            }
        }
        catch (SocketException e)
        {
            throw new BenchmarkException(Closed, e);
        }
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        if (answer.IndexOf("\r\n\r\n"u8) is not (>= 0 and var end))
            return false;
        var head = Encoding.ASCII.GetString(answer[..end]);
        if (!head.StartsWith(Created, StringComparison.Ordinal))
            throw new BenchmarkException($"A publish was refused: {Encoding.UTF8.GetString(answer)}");
        if (head.IndexOf(Length, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var at))
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        var value = head.AsSpan(at + Length.Length);
        var digits = value.IndexOf('\r') is >= 0 and var line ? value[..line] : value;
        return answer.Length - end - 4 >= int.Parse(digits, CultureInfo.InvariantCulture);
    }
}
