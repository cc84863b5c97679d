using System.Net;
using System.Net.WebSockets;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

public sealed class OriginTests
{
    private const string App = "https://app.example.com";

    [Fact]
    public async Task A_page_of_another_origin_opens_no_WebSocket_however_open_the_server_is()
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

    [Fact]
    public async Task An_allowed_page_asks_before_it_sends_and_may_resume()
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
    public async Task An_allowed_page_may_read_answers_and_refusals_with_its_cookie()
    {
        await using var server = await Tokens.StartServerAsync(("Access:Origins:0", App));
        using var browser = await SessionClient.BeginAsync(server, Tokens.For(subscribe: ["news"]));
        foreach (var (path, status) in new[] { ("/topics/news/events", HttpStatusCode.OK), ("/topics/other/events", HttpStatusCode.Forbidden) })
        {
            using var response = await browser.Client.SendAsync(HttpMethod.Get, path, token: null, content: null, ("Origin", App));
            response.StatusCode.Should().Be(status);
            Header(response, "Access-Control-Allow-Origin").Should().Be(App);
            Header(response, "Access-Control-Allow-Credentials").Should().Be("true");
        }
    }

    [Fact]
    public async Task Any_other_page_may_read_nothing()
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"), ("Access:Origins:0", App));
        using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", token: null, content: null, ("Origin", "https://evil.example"));
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
            await socket.ConnectAsync(new UriBuilder(new Uri(server.Address, "/ws/lobby")) { Scheme = "ws" }.Uri, CancellationToken.None).OrTimeout();
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).OrTimeout();
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket.HttpStatusCode;
    }
}
