using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Access.Limits;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Limits for each address count an IPv6 /64 network as one address, and all forms of an IPv4 address as one address.</summary>
public sealed class AddressFamilyTests
{
    private static readonly (string, string)[] s_behindProxy = [("Access:Open", "true"), ("Access:Proxies:0", "::ffff:127.0.0.0/104")];

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:3::1")]
    [InlineData("203.0.113.1", "::ffff:203.0.113.1", "::ffff:203.0.113.2")]
    public async Task Streams_of_one_network_are_limited_together(string first, string same, string other)
    {
        await using var server = await TestServer.StartAsync([.. s_behindProxy, ("Access:Limits:StreamsPerAddress", "1")]);
        using var open = await GetAsync(server, "/topics/a/events", first);
        open.StatusCode.Should().Be(HttpStatusCode.OK);
        using var refused = await GetAsync(server, "/events?topic=a&topic=b", same);
        (await refused.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("StreamsPerAddress");
        using var neighbour = await GetAsync(server, "/topics/a/events", other);
        neighbour.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:3::1")]
    [InlineData("203.0.113.1", "::ffff:203.0.113.1", "::ffff:203.0.113.2")]
    public async Task Messages_of_one_network_are_limited_together(string first, string same, string other)
    {
        await using var server = await TestServer.StartAsync(
            [.. s_behindProxy, ("Access:Limits:PublishRate", "1"), ("Access:Limits:PublishBurst", "100")]);
        await PublishAsync(server, "a", 100, first, HttpStatusCode.Created);
        (await PublishAsync(server, "a", 90, same, HttpStatusCode.TooManyRequests)).Should().Contain("PublishRate");
        await PublishAsync(server, "a", 100, other, HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:3::1")]
    [InlineData("203.0.113.1", "::ffff:203.0.113.1", "::ffff:203.0.113.2")]
    public async Task New_topics_of_one_network_are_limited_together(string first, string same, string other)
    {
        await using var server = await TestServer.StartAsync([.. s_behindProxy, ("Access:Limits:NewTopicsPerMinute", "1")]);
        await PublishAsync(server, "a", 1, first, HttpStatusCode.Created);
        (await PublishAsync(server, "b", 1, same, HttpStatusCode.TooManyRequests)).Should().Contain("NewTopicsPerMinute");
        await PublishAsync(server, "c", 1, other, HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:3::1")]
    [InlineData("203.0.113.1", "::ffff:203.0.113.1", "::ffff:203.0.113.2")]
    public async Task Connections_of_one_network_are_limited_together(string first, string same, string other)
    {
        await using var server = await TestServer.StartAsync(("Access:Limits:ConnectionsPerAddress", "1"));
        var connections = server.Services.GetRequiredService<ConnectionLimiter>();
        connections.TryAcquire(EndPoint(first)).Should().BeTrue();
        connections.TryAcquire(EndPoint(same)).Should().BeFalse();
        connections.TryAcquire(EndPoint(other)).Should().BeTrue();
        connections.Release(EndPoint(first));
        connections.TryAcquire(EndPoint(same)).Should().BeTrue();
    }

    [Fact]
    public async Task On_a_dual_mode_socket_all_addresses_of_this_machine_are_recognized()
    {
        if (!Socket.OSSupportsIPv6)
            return;
        await using var server = await TestServer.StartAsync(
            ("Urls", "http://[::]:0"), ("Access:Limits:ConnectionsPerAddress", "1"), ("Access:Limits:StreamsPerAddress", "1"));
        foreach (var address in (string[])["127.0.0.2", "127.0.0.2", "::1", "::1"])
        {
            var answer = await AskAsync(server, IPAddress.Parse(address), "/topics/a/events");
            answer.Line.Should().Contain("200", "{0} is this machine, which is neither counted nor shut out", address);
        }
    }

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("::1")]
    public async Task On_a_dual_mode_socket_connections_of_this_machine_are_counted_if_configured(string address)
    {
        if (!Socket.OSSupportsIPv6)
            return;
        await using var server = await TestServer.StartAsync(
            ("Urls", "http://[::]:0"), ("Access:Limits:CountLoopback", "true"), ("Access:Limits:StreamsPerAddress", "1"));
        var open = await AskAsync(server, IPAddress.Parse(address), "/topics/a/events");
        open.Line.Should().Contain("200");
        (await AskAsync(server, IPAddress.Parse(address), "/topics/a/events")).Line.Should().Contain("429");
        // Without this reference, a collection could close the socket of the first stream before the second one asks.
        GC.KeepAlive(open.Socket);
    }

    private static IPEndPoint EndPoint(string address) => new(IPAddress.Parse(address), 1234);

    private static Task<HttpResponseMessage> GetAsync(TestServer server, string path, string from) =>
        server.Client.SendAsync(HttpMethod.Get, path, token: null, content: null, ("X-Forwarded-For", Forwarded(from)));

    private static async Task<string> PublishAsync(TestServer server, string topic, int count, string from, HttpStatusCode expected)
    {
        var batch = $"[{string.Join(',', Enumerable.Repeat("{\"data\":1}", count))}]";
        using var response = await server.Client.PostAsync(
            $"/topics/{topic}/messages", batch, "application/json", ("X-Forwarded-For", Forwarded(from)));
        response.StatusCode.Should().Be(expected);
        return await response.Content.ReadAsStringAsync().OrTimeout();
    }

    // Proxies write IPv6 addresses in brackets.
    private static string Forwarded(string address) => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]:4711" : address;

    // The connection stays open until the server ends.
    private static async Task<(string? Line, Socket Socket)> AskAsync(TestServer server, IPAddress from, string path)
    {
        var socket = new Socket(from.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(
            new IPEndPoint(from.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback
            : IPAddress.Loopback, server.Address.Port)).OrTimeout();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")).OrTimeout();
        var reader = new StreamReader(new NetworkStream(socket, ownsSocket: true));
        return (await reader.ReadLineAsync().OrTimeout(), socket);
    }
}
