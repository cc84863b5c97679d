using System.Net.WebSockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Proxies;

/// <summary>Tests WebSockets through each reverse proxy: over plain HTTP, over TLS, and over HTTP/2 if the proxy supports it.</summary>
[Trait("Category", "Slow")]
public sealed class WebSocketTests
{
    [Theory]
    [ProxyData(ProxyProgram.Nginx, "ws", "1.1")]
    [ProxyData(ProxyProgram.Nginx, "wss", "1.1")]
    [ProxyData(ProxyProgram.Haproxy, "ws", "1.1")]
    [ProxyData(ProxyProgram.Haproxy, "wss", "1.1")]
    [ProxyData(ProxyProgram.Haproxy, "wss", "2.0")]
    [ProxyData(ProxyProgram.Caddy, "ws", "1.1")]
    [ProxyData(ProxyProgram.Caddy, "wss", "1.1")]
    public async Task Messages_of_a_room_and_closes_pass_through_the_proxy(string name, string scheme, string version)
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"), ("Access:Proxies:0", "127.0.0.1"));
        await using var proxy = await ReverseProxy.StartAsync(name, server.Address);
        using var client = new HttpMessageInvoker(Tls.CreateHandler());
        foreach (var prefix in new[] { string.Empty, "/live" })
        {
            using var socket = new ClientWebSocket();
            socket.Options.HttpVersion = Version.Parse(version);
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            // The origin is that of the server's own page.
            socket.Options.SetRequestHeader("Origin", (scheme == "ws" ? proxy.Address : proxy.Secure).ToString().TrimEnd('/'));
            var address = new UriBuilder(
                new Uri(scheme == "ws" ? proxy.Address : proxy.Secure, $"{prefix}/ws/lobby?name=ann"))
            { Scheme = scheme }.Uri;
            await socket.ConnectAsync(address, client, CancellationToken.None).OrTimeout();
            await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None)
                .OrTimeout();
            var buffer = new byte[1024];
            var frame = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).OrTimeout();
            Encoding.UTF8.GetString(buffer, 0, frame.Count).Should().Be("[lobby] echo: hello");
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).OrTimeout();
            await server.Client.MembersBecomeAsync("lobby", 0);
        }
    }
}
