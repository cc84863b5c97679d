using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Proxies;

/// <summary>
/// Tests that limits for each address count the client's address behind a configured proxy, and the proxy's address behind any other proxy.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ClientAddressTests
{
    private const string Path = "/topics/news/events";

    private static readonly (string, string)[] s_oneStream =
        [("Access:Open", "true"), ("Access:Limits:StreamsPerAddress", "1"), ("Access:Limits:CountLoopback", "true")];

    [Theory]
    [ProxyData(ProxyProgram.Nginx)]
    [ProxyData(ProxyProgram.Haproxy)]
    [ProxyData(ProxyProgram.Caddy)]
    public async Task A_configured_proxy_supplies_the_address_of_each_client_and_clients_cannot_forge_it(string name)
    {
        await using var server = await TestServer.StartAsync([.. s_oneStream, ("Access:Proxies:0", "127.0.0.1")]);
        await using var proxy = await ReverseProxy.StartAsync(name, server.Address);
        using var ann = ReverseProxy.Connect(proxy.Address, "127.0.0.2");
        using var ben = ReverseProxy.Connect(proxy.Secure, "127.0.0.3");
        await using var first = await EventStream.OpenAsync(ann, Path);
        await using var second = await EventStream.OpenAsync(ben, Path);
        ann.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");
        using var forged = await ann.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        forged.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [ProxyData(ProxyProgram.Nginx)]
    [ProxyData(ProxyProgram.Haproxy)]
    [ProxyData(ProxyProgram.Caddy)]
    public async Task All_clients_of_an_unknown_proxy_count_as_one_address(string name)
    {
        await using var server = await TestServer.StartAsync(s_oneStream);
        await using var proxy = await ReverseProxy.StartAsync(name, server.Address);
        using var ann = ReverseProxy.Connect(proxy.Address, "127.0.0.2");
        using var ben = ReverseProxy.Connect(proxy.Address, "127.0.0.3");
        await using var first = await EventStream.OpenAsync(ann, Path);
        using var second = await ben.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        second.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }
}
