using System.Net.Sockets;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Connections that are opened and then say nothing, or say it very slowly.</summary>
[Collection(Alone.Name)]
public sealed class SlowConnectionTests
{
    private const int Each = 5_000;

    [Fact]
    public async Task Ten_thousand_half_open_and_slow_connections_keep_no_reader_waiting_and_do_not_stay()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--Access:Limits:HeaderTimeout", "00:00:05", "--Access:Limits:KeepAlive", "00:00:05");
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        var sockets = new List<Socket>(2 * Each);
        try
        {
            for (var i = 0; i < 2 * Each; i++)
                sockets.Add(await ConnectAsync(server.Address, begin: i % 2 == 0));
            for (var i = 0; i < 100; i++)
            {
                await server.Client.PublishAsync("news", $"{i}");
                (await events.NextAsync())!.Data.Should().Be($"{i}");
            }

            // Each is ended by the server, whatever it said.
            foreach (var socket in sockets)
                await EndsAsync(socket);
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }

        await server.Client.PublishAsync("news", "afterwards");
        (await events.NextAsync())!.Data.Should().Be("afterwards");
    }

    private static async Task<Socket> ConnectAsync(Uri server, bool begin)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Host, server.Port).OrTimeout();
        if (begin)
            await socket.SendAsync("GET /topics/news HTTP/1.1\r\nHost: loc"u8.ToArray()).OrTimeout();
        return socket;
    }

    private static async Task EndsAsync(Socket socket)
    {
        var buffer = new byte[512];
        try
        {
            while (await socket.ReceiveAsync(buffer).OrTimeout() > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Ended all the same.
        }
    }
}
