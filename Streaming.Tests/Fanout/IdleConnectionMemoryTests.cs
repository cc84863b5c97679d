using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>Measures the memory of this process, so no other test may run at the same time.</summary>
[Collection(Sequential.Name)]
[Trait("Category", "Slow")]
public sealed class IdleConnectionMemoryTests
{
    private const int FirstConnections = 200;
    private const int Connections = 1_000;

    // Few requests at once, because Kestrel keeps their buffers for up to a minute.
    private const int AtOnce = 8;

    private const string Upgrade =
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    // The limit of a room includes about 500 bytes of the message about the join.
    [Theory]
    [InlineData("/topics/idle/events", "", "idle", 3_000)]
    [InlineData("/ws/idle", Upgrade, "room:idle", 6_000)]
    public async Task An_idle_connection_needs_little_memory(string path, string headers, string topic, int limit)
    {
        // The tests keep all log entries in memory, so the server logs only warnings.
        await using var server = await TestServer.StartAsync(
            ("Delivery:Direct", "true"), ("Logging:LogLevel:Default", "Warning"), ("Storage:Provider", "memory"));
        var sockets = new List<Socket>(FirstConnections + Connections);
        try
        {
            // The first connections fill caches and pools; this memory is not counted.
            await OpenAsync(server, path, headers, topic, sockets, FirstConnections);
            var client = await MeasureClientAsync();
            var before = await MeasureAsync();
            await OpenAsync(server, path, headers, topic, sockets, Connections);
            (((await MeasureAsync() - before) / Connections) - client).Should().BeLessThanOrEqualTo(limit);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    // Measures the memory of a client, which is in this process too: with a server that only lets the clients connect.
    private static async Task<long> MeasureClientAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(Connections);
        var before = await MeasureAsync();
        var clients = new List<Socket>(Connections);
        while (clients.Count < Connections)
            clients.Add(await ConnectAsync((IPEndPoint)listener.LocalEndPoint!, "GET /topics/idle/events HTTP/1.1\r\n"));
        var each = (await MeasureAsync() - before) / Connections;
        clients.ForEach(client => client.Dispose());
        return each;
    }

    // Waits until the objects of ended requests are free, so that two collections in a row find the same number of bytes.
    private static async Task<long> MeasureAsync()
    {
        var last = 0L;
        await Eventually.BecomesAsync(
            () => Task.FromResult(Math.Abs(last - (last = GC.GetTotalMemory(forceFullCollection: true)))),
            change => change < 10 * Connections);
        return last;
    }

    private static async Task OpenAsync(
        TestServer server, string path, string headers, string topic, List<Socket> sockets, int more)
    {
        for (var i = 0; i < more; i += AtOnce)
        {
            for (var j = 0; j < AtOnce; j++)
                sockets.Add(await ConnectAsync(
                    new IPEndPoint(IPAddress.Loopback, server.Address.Port),
                    $"GET {path}?name=m{sockets.Count} HTTP/1.1\r\nHost: {server.Address.Authority}\r\n{headers}\r\n"));
            await server.Client.SubscribersBecomeAsync(topic, sockets.Count);
        }
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint server, string request)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server).OrTimeout();
        await socket.SendAsync(Encoding.ASCII.GetBytes(request)).OrTimeout();
        return socket;
    }
}
