using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>An HTTP request that is written byte by byte, whose body stops where a test requires it.</summary>
internal sealed class RawRequest : IDisposable
{
    private readonly TcpClient _client;

    private RawRequest(TcpClient client) => _client = client;

    /// <summary>Sends the head and the given part of the body.</summary>
    public static async Task<RawRequest> SendAsync(TestServer server, string line, string contentType, string framing, string body)
    {
        var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port).OrTimeout();
        var request = new RawRequest(client);
        await request.WriteAsync(
            $"{line} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nContent-Type: {contentType}\r\n{framing}\r\n\r\n{body}");
        return request;
    }

    public async Task WriteAsync(string text) => await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text)).OrTimeout();

    /// <summary>Reads the response up to its last chunk or the end of the connection.</summary>
    public async Task<string> AnswerAsync()
    {
        var answer = new StringBuilder();
        var buffer = new byte[4_096];
        try
        {
            while (!answer.ToString().EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)
                && await _client.GetStream().ReadAsync(buffer).OrTimeout() is > 0 and var count)
                answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // An aborted connection has ended too.
        }

        return answer.ToString();
    }

    /// <summary>Waits until the server has ended the connection.</summary>
    public async Task EndAsync()
    {
        try
        {
            while (await _client.GetStream().ReadAsync(new byte[512]).OrTimeout() > 0)
            {
            }
        }
        catch (IOException)
        {
            // An aborted connection has ended too.
        }
    }

    public void Dispose() => _client.Dispose();
}
