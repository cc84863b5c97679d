using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Benchmark;

/// <summary>
/// Sends requests on one connection and reads their responses. It needs a tenth of the processor time of an HTTP client, so that the
/// measured server has the rest.
/// </summary>
internal sealed class RawRequest : IDisposable
{
    private const string Length = "\r\nContent-Length: ";

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[16 * 1024];

    /// <summary>Opens a connection to a server.</summary>
    public static async Task<RawRequest> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        var request = new RawRequest();
        await request._socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(url.Host), url.Port), cancellationToken);
        return request;
    }

    /// <summary>Returns the bytes of a publish of one message.</summary>
    public static byte[] Publish(string topic, string text) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"POST /topics/{topic}/messages HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: {text.Length}\r\n\r\n{text}"));

    /// <summary>Returns the bytes of a request for a topic's event stream.</summary>
    public static byte[] Events(string topic) =>
        Encoding.ASCII.GetBytes($"GET /topics/{topic}/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");

    /// <summary>Sends a request, and waits until its whole response has arrived.</summary>
    /// <exception cref="BenchmarkException">The response is not a success, or has no length.</exception>
    public async ValueTask SendAsync(byte[] request, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(request, cancellationToken);
        for (var received = 0; !IsComplete(received);)
            received += await ReadAsync(_received.AsMemory(received), cancellationToken);
    }

    /// <summary>Sends a request whose response does not end, and waits for its first bytes.</summary>
    public async ValueTask OpenAsync(byte[] request, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(request, cancellationToken);
        await ReadAsync(_received, cancellationToken);
    }

    /// <summary>Waits for further bytes of a response that does not end.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken) => await ReadAsync(_received, cancellationToken);

    public void Dispose() => _socket.Dispose();

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        await _socket.ReceiveAsync(buffer, cancellationToken) is > 0 and var count ? count
            : throw new BenchmarkException("The server has closed a connection.");

    private bool IsComplete(int received)
    {
        var bytes = _received.AsSpan(0, received);
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var text = Encoding.ASCII.GetString(bytes[..head]);
        var length = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        if (!text.StartsWith("HTTP/1.1 2", StringComparison.Ordinal) || length < 0)
            throw new BenchmarkException($"The server has answered: {text}");
        var digits = text.AsSpan(length + Length.Length);
        var end = digits.IndexOf('\r');
        return received >= head + 4 + int.Parse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
