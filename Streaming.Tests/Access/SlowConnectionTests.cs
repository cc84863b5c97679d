using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>
/// Tests connections that send nothing, or send very slowly. <c>samples/tools/Streaming.Benchmark</c> measures their effect on the latency
/// of a subscriber.
/// </summary>
[Collection(Sequential.Name)]
[Trait("Category", "Slow")]
public sealed class SlowConnectionTests
{
    private const int Each = 5_000;

    [Fact]
    public async Task Ten_thousand_silent_or_slow_connections_delay_no_subscriber_and_are_closed()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(
            folder, "--Access:Limits:HeaderTimeout", "00:00:05", "--Access:Limits:FirstBytesTimeout", "00:00:05");
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

            // The server closes each connection, whatever the connection has sent.
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
        await Eventually.BecomesAsync(() => CountAsync(server, "Access:Limits:FirstBytesTimeout"), count => count == Each);
    }

    [Fact]
    public async Task The_connections_of_one_address_are_limited_and_a_subscriber_of_another_misses_nothing()
    {
        const int Limit = 100;
        const int Strangers = 400;
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(
            folder, "--Access:Limits:CountLoopback", "true", "--Access:Limits:ConnectionsPerAddress", $"{Limit}");
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        var sockets = new List<Socket>(Strangers);
        try
        {
            for (var i = 0; i < Strangers; i++)
                sockets.Add(await ConnectAsync(server.Address, begin: false, from: IPAddress.Parse("127.0.0.2"), mayBeReset: i >= Limit));
            foreach (var socket in sockets.Skip(Limit))
                await EndsAsync(socket);
            for (var i = 0; i < 20; i++)
            {
                await server.Client.PublishAsync("news", $"{i}");
                (await events.NextAsync())!.Data.Should().Be($"{i}");
            }

            await Eventually.BecomesAsync(
                () => CountAsync(server, "Access:Limits:ConnectionsPerAddress"), count => count == Strangers - Limit);
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    private static async Task<Socket> ConnectAsync(Uri server, bool begin, IPAddress? from = null, bool mayBeReset = false)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        try
        {
            await socket.ConnectAsync(server.Host, server.Port).OrTimeout();
        }
        catch (SocketException e) when (mayBeReset && e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The server closed the connection before the client noticed that it was connected.
        }

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
            // An aborted connection has ended too.
        }
    }

    private static async Task<int> CountAsync(ServerProcess server, string limit)
    {
        var metrics = await server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)).OrTimeout();
        var counted = Regex.Match(
            metrics, $"streaming_refusals_total\\{{[^}}]*limit=\"{limit}\"[^}}]*\\}} (?<count>[0-9]+)", RegexOptions.None,
            TimeSpan.FromSeconds(5));
        return counted.Success ? int.Parse(counted.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }
}
