using System.Net.Sockets;

namespace Streaming.Tests.Support;

/// <summary>
/// Creates connections with a small receive buffer, so that the server's socket is soon full when the test does not read.
/// </summary>
public static class SmallWindow
{
    private const int ReceiveBytes = 4 * 1024;

    public static SocketsHttpHandler CreateHandler() => new()
    {
        ConnectCallback = static async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = ReceiveBytes };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    public static HttpClient CreateClient(TestServer server) =>
        new(CreateHandler()) { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
}
