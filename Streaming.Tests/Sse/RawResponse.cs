using System.Net.Sockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

/// <summary>An HTTP response that is read from the socket byte by byte, including its chunks.</summary>
internal sealed class RawResponse : IDisposable
{
    private readonly TcpClient _tcp;
    private readonly StreamReader _reader;

    private RawResponse(TcpClient tcp)
    {
        _tcp = tcp;
        _reader = new StreamReader(tcp.GetStream(), Encoding.UTF8);
    }

    /// <summary>The status line and the headers of the response.</summary>
    public string Head { get; private set; } = string.Empty;

    /// <summary>Sends a GET with further header lines, and reads the head of the response.</summary>
    public static async Task<RawResponse> GetAsync(Uri server, string path, string headers = "", int? receiveBytes = null)
    {
        var tcp = new TcpClient { NoDelay = true };
        if (receiveBytes is { } bytes)
            tcp.ReceiveBufferSize = bytes;
        await tcp.ConnectAsync(server.Host, server.Port).OrTimeout();
        var response = new RawResponse(tcp);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\n{headers}\r\n"))
            .OrTimeout();
        while (await response.LineAsync() is { Length: > 0 } line)
            response.Head += line + "\r\n";
        return response;
    }

    /// <summary>Reads the next line; null at the end of the connection.</summary>
    public Task<string?> LineAsync() => _reader.ReadLineAsync().OrTimeout();

    /// <summary>Reads until the connection ends, in any way.</summary>
    public async Task<string> RestAsync()
    {
        var rest = new StringBuilder();
        var buffer = new char[4096];
        try
        {
            while (await _reader.ReadAsync(buffer.AsMemory()).AsTask().OrTimeout() is > 0 and var count)
                rest.Append(buffer, 0, count);
        }
        catch (IOException)
        {
            // The connection was reset.
        }

        return rest.ToString();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _tcp.Dispose();
    }
}
