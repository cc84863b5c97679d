using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Stress.Clients;

/// <summary>
/// One HTTP/1.1 connection that sends requests one after another and never repeats one by itself, so that its user knows of each request
/// whether it was sent.
/// </summary>
/// <param name="address">Returns the address of the server for each new connection.</param>
internal sealed class HttpConnection(Func<Uri> address) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Socket? _socket;
    private string _host = string.Empty;

    /// <summary>Sends a request, and returns the complete response.</summary>
    /// <exception cref="NotSentException">No connection could be opened.</exception>
    /// <exception cref="IOException">The connection broke before the response was complete.</exception>
    public async Task<HttpAnswer> SendAsync(
        string method, string path, string contentType, ReadOnlyMemory<byte> body, string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        var socket = _socket ??= await ConnectAsync(cancellationToken);
        var key = idempotencyKey is null ? string.Empty : $"Idempotency-Key: {idempotencyKey}\r\n";
        var head = Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: {_host}\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n{key}\r\n");
        try
        {
            var request = new byte[head.Length + body.Length];
            head.CopyTo(request, 0);
            body.CopyTo(request.AsMemory(head.Length));
            for (var sent = 0; sent < request.Length;)
                sent += await socket.SendAsync(request.AsMemory(sent), cancellationToken);
            return await ReceiveAsync(socket, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            Close();
            if (e is SocketException)
                throw new IOException(e.Message, e);
            throw;
        }
    }

    /// <summary>Closes the connection; the next request opens another one.</summary>
    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    public void Dispose() => Close();

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var server = address();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellationToken);
            _host = server.Authority;
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new NotSentException(e.Message, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<HttpAnswer> ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        for (var length = 0; ;)
        {
            if (length == _buffer.Length)
                throw new IOException("The response is too long.");
            var read = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (read == 0)
                throw new IOException("The server closed the connection before its response.");
            length += read;
            if (Parse(_buffer.AsSpan(0, length)) is not { } answer)
                continue;
            if (answer.Closes)
                Close();
            return new HttpAnswer(answer.Status, answer.Body);
        }
    }

    private static (int Status, string Body, bool Closes)? Parse(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var head = Encoding.ASCII.GetString(bytes[..end]);
        if (!Utf8Parser.TryParse(bytes[(bytes.IndexOf((byte)' ') + 1)..], out int status, out _))
            throw new IOException("The response is not HTTP.");
        var body = bytes[(end + 4)..];
        var closes = Field(head, "connection").Contains("close", StringComparison.OrdinalIgnoreCase);
        if (Field(head, "transfer-encoding").Contains("chunked", StringComparison.OrdinalIgnoreCase))
            return body.EndsWith("0\r\n\r\n"u8) ? (status, Unchunked(body), closes) : null;
        var length = int.TryParse(Field(head, "content-length"), CultureInfo.InvariantCulture, out var given) ? given : 0;
        return body.Length >= length ? (status, Encoding.UTF8.GetString(body[..length]), closes) : null;
    }

    private static string Field(string head, string name)
    {
        foreach (var line in head.Split("\r\n").Skip(1))
        {
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return line[(name.Length + 1)..].Trim();
        }

        return string.Empty;
    }

    private static string Unchunked(ReadOnlySpan<byte> body)
    {
        var text = new StringBuilder();
        while (Utf8Parser.TryParse(body, out int size, out _, 'x') && size > 0)
        {
            var begin = body.IndexOf("\r\n"u8) + 2;
            text.Append(Encoding.UTF8.GetString(body.Slice(begin, size)));
            body = body[(begin + size + 2)..];
        }

        return text.ToString();
    }
}
