using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.WebSockets;

/// <summary>Tests WebSocket messages that start and then stop.</summary>
[Trait("Category", "Slow")]
[WaitsLong]
public sealed class StoppedMessageTests
{
    private static readonly (string, string) s_idle = ("Access:Limits:BodyIdle", "500ms");

    [Theory]
    [InlineData("/ws/lobby", "true")]
    [InlineData("/ws/lobby", "false")]
    [InlineData("/connection/websocket", "true")]
    [InlineData("/connection/websocket", "false")]
    public async Task A_message_whose_last_frame_does_not_arrive_closes_with_1008(string path, string direct)
    {
        await using var server = await TestServer.StartAsync(s_idle, ("Delivery:Direct", direct));
        using var socket = await ConnectAsync(server, path);
        await socket.SendAsync("begun"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None).OrTimeout();
        await EndAsync(socket);
        socket.CloseStatus.Should().Be(WebSocketCloseStatus.PolicyViolation);
        await CountedAsync(server);
    }

    [Theory]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", true)]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", false)]
    [InlineData("{\"protocol\":\"json\",\"version\":1}\u001e{\"type\":6", true)]
    public async Task An_incomplete_message_to_the_hub_ends_its_connection(string sent, bool endOfFrame)
    {
        await using var server = await TestServer.StartAsync(s_idle);
        using var socket = await ConnectAsync(server, "/hubs/stream");
        await socket.SendAsync(Encoding.UTF8.GetBytes(sent), WebSocketMessageType.Text, endOfFrame, CancellationToken.None).OrTimeout();
        await EndAsync(socket);
        await CountedAsync(server);
    }

    [Theory]
    [InlineData("/ws/lobby")]
    [InlineData("/connection/websocket")]
    [InlineData("/hubs/stream")]
    public async Task A_frame_with_fewer_bytes_than_its_declared_length_ends_its_connection(string path)
    {
        await using var server = await TestServer.StartAsync(s_idle);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        var stream = client.GetStream();
        var head = $"GET {path} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head)).OrTimeout();
        // A masked text frame with a declared length of one terabyte, of which five bytes are sent.
        await stream.WriteAsync(new byte[] { 0x81, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }).OrTimeout();
        await CountedAsync(server);
        try
        {
            while (await stream.ReadAsync(new byte[512]).OrTimeout() > 0)
            {
            }
        }
        catch (IOException)
        {
            // An aborted connection has ended too.
        }
    }

    [Fact]
    public async Task An_idle_connection_stays_open_and_a_message_in_pieces_arrives()
    {
        await using var server = await TestServer.StartAsync(s_idle);
        await using var reader = await EventStream.OpenAsync(server.Client, "/topics/room:lobby/events");
        using var silent = await ConnectAsync(server, "/ws/lobby?name=Ada");
        using (var stopped = await ConnectAsync(server, "/ws/other"))
        {
            await stopped.SendAsync("begun"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None)
                .OrTimeout();
            await EndAsync(stopped);
        }

        // The idle time is longer than the time after which the incomplete message ended its connection.
        await silent.SendAsync("one "u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None).OrTimeout();
        await silent.SendAsync("message"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).OrTimeout();
        while ((await reader.NextAsync())!.Data != "one message")
        {
        }
    }

    private static async Task<ClientWebSocket> ConnectAsync(TestServer server, string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}{path}"), CancellationToken.None).OrTimeout();
        return socket;
    }

    private static async Task EndAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4_096];
        try
        {
            while ((await socket.ReceiveAsync(buffer, CancellationToken.None).OrTimeout()).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // The connection was aborted.
        }
    }

    private static async Task CountedAsync(TestServer server) => await Eventually.BecomesAsync(
        () => server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)),
        metrics => metrics.Contains("limit=\"Access:Limits:BodyIdle\"", StringComparison.Ordinal));
}
