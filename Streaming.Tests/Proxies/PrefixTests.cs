using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Proxies;

/// <summary>
/// Tests that each reverse proxy serves the server under a path and sends the path as a prefix, and that a client cannot set the prefix.
/// </summary>
[Trait("Category", "Slow")]
public sealed class PrefixTests
{
    [Theory]
    [ProxyData(ProxyProgram.Nginx)]
    [ProxyData(ProxyProgram.Haproxy)]
    [ProxyData(ProxyProgram.Caddy)]
    public async Task Addresses_in_responses_have_the_scheme_and_the_prefix_of_the_request(string name)
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"), ("Access:Proxies:0", "127.0.0.1"));
        await using var proxy = await ReverseProxy.StartAsync(name, server.Address);
        foreach (var address in new[] { proxy.Address, proxy.Secure })
        {
            using var client = ReverseProxy.Connect(address);
            (await LocationAsync(client, "/live/topics/news/messages?delay=1h")).Should().StartWith("/live/jobs/");
            (await LocationAsync(client, "/topics/news/messages?delay=1h")).Should().StartWith("/jobs/");
            (await LocationAsync(client, "/topics/news/messages?delay=1h", ("X-Forwarded-Prefix", "/forged"))).Should().StartWith("/jobs/");
            (await LocationAsync(client, "/live/topics/news/messages?delay=1h", ("X-Forwarded-Prefix", "/forged"))).Should()
                .StartWith("/live/jobs/");
            var described = await client.GetJsonAsync("/live/openapi/v1.json");
            described.GetProperty("servers")[0].GetProperty("url").GetString()!.TrimEnd('/').Should()
                .Be(new Uri(address, "/live").ToString());

            await using var events = await EventStream.OpenAsync(client, "/live/topics/news/events");
            await client.PublishAsync("news", "hello");
            (await events.NextAsync())!.Data.Should().Be("hello");
        }
    }

    [Theory]
    [ProxyData(ProxyProgram.Nginx)]
    [ProxyData(ProxyProgram.Haproxy)]
    [ProxyData(ProxyProgram.Caddy)]
    public async Task The_configured_path_suffices_without_a_configured_proxy(string name)
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"), ("PathBase", "/live"));
        await using var proxy = await ReverseProxy.StartAsync(name, server.Address);
        using var client = ReverseProxy.Connect(proxy.Address);
        (await LocationAsync(client, "/live/topics/news/messages?delay=1h")).Should().StartWith("/live/jobs/");
    }

    private static async Task<string> LocationAsync(HttpClient client, string path, params (string, string)[] headers)
    {
        using var answer = await client.PostAsync(path, "later", "text/plain", headers);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString();
    }
}
