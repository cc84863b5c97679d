using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

public sealed class OriginTests
{
    private const string App = "https://app.example.com";

    [Fact]
    public async Task A_page_of_another_origin_opens_no_WebSocket_even_on_an_open_server()
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"), ("Access:Origins:0", App));
        (await ConnectAsync(server, origin: null)).Should().Be(HttpStatusCode.SwitchingProtocols);
        (await ConnectAsync(server, server.Address.GetLeftPart(UriPartial.Authority))).Should().Be(HttpStatusCode.SwitchingProtocols);
        (await ConnectAsync(server, App)).Should().Be(HttpStatusCode.SwitchingProtocols);
        (await ConnectAsync(server, "https://evil.example")).Should().Be(HttpStatusCode.Forbidden);
        (await ConnectAsync(server, "https://app.example.com.evil.example")).Should().Be(HttpStatusCode.Forbidden);
        (await ConnectAsync(server, "http://app.example.com")).Should().Be(HttpStatusCode.Forbidden);
        (await ConnectAsync(server, "null")).Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("http", "live.example", "http://live.example", true)]
    [InlineData("http", "live.example:80", "http://live.example", true)]
    [InlineData("http", "live.example", "http://live.example:80", true)]
    [InlineData("https", "live.example:443", "https://live.example", true)]
    [InlineData("http", "LIVE.example:8080", "http://live.EXAMPLE:8080", true)]
    [InlineData("http", "[::1]:5000", "http://[0:0:0:0:0:0:0:1]:5000", true)]
    [InlineData("https", "live.example", "http://live.example", false)]
    [InlineData("http", "live.example", "https://live.example", false)]
    [InlineData("http", "live.example", "http://live.example:443", false)]
    [InlineData("https", "live.example:80", "https://live.example", false)]
    [InlineData("http", "[::1]:5000", "http://[::2]:5000", false)]
    [InlineData("http", "live.example", "http://live.example/", false)]
    [InlineData("http", "live.example", "http://ann@live.example", false)]
    [InlineData("http", "live.example", "http://live.example?", false)]
    [InlineData("http", "live.example", "ws://live.example", false)]
    [InlineData("http", "live.example", "live.example", false)]
    [InlineData("http", "live.example", "null", false)]
    [InlineData("http", "live.example", "", false)]
    [InlineData("http", "null", "null", false)]
    [InlineData("https", "live.example", "https://app.example.com:443", true)]
    [InlineData("https", "live.example", "HTTPS://APP.example.com", true)]
    [InlineData("https", "live.example", "https://app.example.com:8443", false)]
    public void An_origin_is_compared_by_scheme_host_and_port_in_any_spelling(string scheme, string host, string origin, bool isAllowed)
    {
        var options = new AccessOptions();
        options.Origins.Add("https://App.example.com:443");
        var http = new DefaultHttpContext();
        (http.Request.Scheme, http.Request.Method) = (scheme, "POST");
        (http.Request.Headers.Host, http.Request.Headers.Origin) = (host, origin);
        var check = () => new OriginPolicy(Options.Create(options)).Check(http.Request);
        if (isAllowed)
            check.Should().NotThrow();
        else
            check.Should().Throw<RefusalException>();
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_passes_the_preflight_and_may_resume()
    {
        await using var server = await Tokens.StartServerAsync(("Access:Origins:0", App));
        using var asked = await server.Client.SendAsync(
            HttpMethod.Options, "/topics/news/events", token: null, content: null,
            ("Origin", App), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization,last-event-id"));
        asked.StatusCode.Should().Be(HttpStatusCode.NoContent);
        Header(asked, "Access-Control-Allow-Origin").Should().Be(App);
        Header(asked, "Access-Control-Allow-Credentials").Should().Be("true");
        Header(asked, "Access-Control-Allow-Headers").ToLowerInvariant().Should().Contain("last-event-id").And.Contain("authorization");
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_may_read_responses_and_refusals_with_its_cookie()
    {
        await using var server = await Tokens.StartServerAsync(("Access:Origins:0", App));
        using var browser = await SessionClient.BeginAsync(server, Tokens.For(subscribe: ["news"]));
        foreach (var (path, status) in new[] { ("/topics/news/events", HttpStatusCode.OK),
            ("/topics/other/events", HttpStatusCode.Forbidden) })
        {
            using var response = await browser.Client.SendAsync(HttpMethod.Get, path, token: null, content: null, ("Origin", App));
            response.StatusCode.Should().Be(status);
            Header(response, "Access-Control-Allow-Origin").Should().Be(App);
            Header(response, "Access-Control-Allow-Credentials").Should().Be("true");
        }
    }

    [Fact]
    public async Task A_page_of_another_origin_may_read_nothing()
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"), ("Access:Origins:0", App));
        using var response = await server.Client.SendAsync(
            HttpMethod.Get, "/topics/news", token: null, content: null, ("Origin", "https://evil.example"));
        response.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
        await using var without = await TestServer.StartAsync();
        using var same = await without.Client.SendAsync(HttpMethod.Get, "/topics/news", token: null, content: null, ("Origin", App));
        same.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(',', response.Headers.GetValues(name));

    private static async Task<HttpStatusCode> ConnectAsync(TestServer server, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(server.Address, "/ws/lobby")) { Scheme = "ws" }.Uri, CancellationToken.None)
                .OrTimeout();
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).OrTimeout();
        }
        catch (WebSocketException)
        {
            // The status gives the reason.
        }

        return socket.HttpStatusCode;
    }
}
