using System.Net;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Observability;

/// <summary>Tests that a monitoring system can read the metrics, and nothing else, without the token of an administrator.</summary>
public sealed class ScrapeAccessTests
{
    private const string Token = "0123456789abcdef-scrape";

    private static readonly (string Key, string Value) s_proxy = ("Access:Proxies:0", "127.0.0.1");

    [Fact]
    public async Task The_scrape_token_opens_the_metrics_and_nothing_else()
    {
        await using var server = await Tokens.StartServerAsync(("Metrics:ScrapeToken", Token));
        (await StatusAsync(server, "/metrics", Token)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, "/metrics", token: null)).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(server, "/metrics", Token + "x")).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(server, "/metrics", Token[..^1])).Should().Be(HttpStatusCode.Unauthorized);
        foreach (var path in (string[])["/webhooks", "/nodes", "/topics/news/messages", "/jobs"])
            (await StatusAsync(server, path, Token)).Should().Be(HttpStatusCode.Unauthorized, path);
    }

    [Fact]
    public async Task Administrators_read_the_metrics_with_their_own_token_as_before()
    {
        await using var server = await Tokens.StartServerAsync(
            ("Metrics:ScrapeToken", Token), ("Metrics:AllowedNetworks:0", "192.0.2.0/24"));
        (await StatusAsync(server, "/metrics", Tokens.For("root", admin: ["*"]))).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, "/metrics", Tokens.For("ann", admin: ["news"]))).Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("127.0.0.0/8", HttpStatusCode.OK)]
    [InlineData("::ffff:127.0.0.0/104", HttpStatusCode.OK)]
    [InlineData("192.0.2.0/24", HttpStatusCode.Unauthorized)]
    public async Task Clients_in_an_allowed_network_need_no_token(string network, HttpStatusCode expected)
    {
        await using var server = await Tokens.StartServerAsync(("Metrics:AllowedNetworks:0", network));
        (await StatusAsync(server, "/metrics", token: null)).Should().Be(expected);
        (await StatusAsync(server, "/webhooks", token: null)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("192.0.2.9", HttpStatusCode.OK)]
    [InlineData("198.51.100.1", HttpStatusCode.Unauthorized)]
    [InlineData("192.0.2.9, 198.51.100.1", HttpStatusCode.Unauthorized)]
    public async Task Behind_a_configured_proxy_the_address_of_the_client_counts(string forwardedFor, HttpStatusCode expected)
    {
        await using var server = await Tokens.StartServerAsync(s_proxy, ("Metrics:AllowedNetworks:0", "192.0.2.0/24"));
        (await StatusAsync(server, "/metrics", token: null, ("X-Forwarded-For", forwardedFor))).Should().Be(expected);
    }

    [Fact]
    public async Task A_proxy_that_is_not_configured_does_not_open_the_metrics_to_its_clients()
    {
        await using var server = await Tokens.StartServerAsync(("Metrics:AllowedNetworks:0", "127.0.0.1"));
        (await StatusAsync(server, "/metrics", token: null, ("X-Forwarded-For", "198.51.100.1"))).Should()
            .Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Metrics:ScrapeToken", "short")]
    [InlineData("Metrics:ScrapeToken", "sixteen letters and spaces")]
    [InlineData("Metrics:AllowedNetworks:0", "everywhere")]
    [InlineData("Metrics:Interval", "-1s")]
    public async Task A_wrong_setting_is_refused_at_the_start(string key, string value)
    {
        var start = () => TestServer.StartAsync((key, value));
        (await start.Should().ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>()).WithMessage($"*{key}*");
    }

    private static async Task<HttpStatusCode> StatusAsync(
        TestServer server, string path, string? token, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await server.Client.SendAsync(request).OrTimeout();
        return response.StatusCode;
    }
}
