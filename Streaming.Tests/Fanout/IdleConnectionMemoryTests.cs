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
    private const int Connections = 400;

    private const string Upgrade =
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    // The limits include about 300 bytes of the client's socket, which is in this process too, and in a room about 500 bytes of the message
    // about the join.
    [Theory]
    [InlineData("/topics/idle/events", "", "idle", 3_000)]
    [InlineData("/ws/idle", Upgrade, "room:idle", 6_000)]
    public async Task An_idle_connection_needs_little_memory(string path, string headers, string topic, int limit)
    {
        await using var server = await TestServer.StartAsync(("Delivery:Direct", "true"));
        var sockets = new List<Socket>(FirstConnections + Connections);
        try
        {
            // The first connections fill caches and pools; this memory is not counted.
            await OpenAsync(server, path, headers, topic, sockets, FirstConnections);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await OpenAsync(server, path, headers, topic, sockets, Connections);
            await Eventually.BecomesAsync(
                () => Task.FromResult((GC.GetTotalMemory(forceFullCollection: true) - before) / Connections), each => each <= limit);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task OpenAsync(
        TestServer server, string path, string headers, string topic, List<Socket> sockets, int more)
    {
        for (var i = 0; i < more; i++)
            sockets.Add(await OpenAsync(server, path, headers, sockets.Count));
        await server.Client.SubscribersBecomeAsync(topic, sockets.Count);
    }

    private static async Task<Socket> OpenAsync(TestServer server, string path, string headers, int number)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {path}?name=m{number} HTTP/1.1\r\nHost: {server.Address.Authority}\r\n{headers}\r\n")).OrTimeout();
        return socket;
    }
}
