using System.Net.Sockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

public sealed class AbandonedBodyTests
{
    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json", false)]
    [InlineData("application/x-ndjson", true)]
    [InlineData("text/plain", true)]
    public async Task A_client_that_disconnects_during_its_request_body_logs_no_error(string contentType, bool resets)
    {
        // Disposing the server fails the test if the server has logged an error.
        await using var server = await TestServer.StartAsync();
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
            var head = $"POST /topics/news/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\nContent-Length: " +
                "1000\r\nExpect: 100-continue\r\n\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(head)).OrTimeout();
            var buffer = new byte[100];
            // The server is reading the body now.
            var read = await socket.ReceiveAsync(buffer).OrTimeout();
            Encoding.ASCII.GetString(buffer, 0, read).Should().StartWith("HTTP/1.1 100");
            await socket.SendAsync("{\"data\":"u8.ToArray()).OrTimeout();
            if (resets)
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        await server.Client.PublishAsync("news", "still here");
    }
}
