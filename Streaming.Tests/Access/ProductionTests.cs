using System.Net;
using System.Net.WebSockets;
using System.Text;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests the server's own program in Production with a key, on the real clock and with real clients.</summary>
[Trait("Category", "Slow")]
public sealed class ProductionTests(Browser browser) : IClassFixture<Browser>
{
    // A token without claims, one that may read news, one that may publish to news, and one that may administer everything.
    private static readonly (string Method, string Path, string? Body, int Nobody, int Reader, int Writer, int Root)[] s_expected =
    [
        ("GET", "/topics/news", null, 401, 200, 403, 200),
        ("GET", "/topics/other", null, 401, 403, 403, 200),
        ("GET", "/topics/news/messages?format=csv", null, 401, 200, 403, 200),
        ("GET", "/topics/news/events", null, 401, 200, 403, 200),
        ("GET", "/events?topic=news&topic=room:lobby", null, 401, 200, 403, 200),
        ("GET", "/events?topic=news&topic=other", null, 401, 403, 403, 200),
        ("GET", "/topics/audit:log/messages", null, 401, 403, 403, 200),
        ("POST", "/topics/news/messages", "hello", 401, 403, 201, 201),
        ("POST", "/topics/other/messages", "hello", 401, 403, 403, 201),
        ("POST", "/topics/audit:log/messages", "forged", 403, 403, 403, 403),
        ("POST", "/topics/presence:lobby/messages", "forged", 403, 403, 403, 403),
        ("DELETE", "/topics/news/messages?before=", null, 401, 403, 403, 400),
        ("GET", "/rooms/lobby/members", null, 401, 200, 403, 200),
        ("GET", "/rooms/other/members", null, 401, 403, 403, 200),
        ("POST", "/jobs", """{"type":"nothing"}""", 401, 403, 202, 202),
        ("POST", "/jobs", """{"type":"countdown","arguments":{"seconds":1}}""", 401, 403, 403, 202),
        ("GET", "/schedules", null, 401, 403, 403, 200),
        ("PUT", "/schedules/s", """{"cron":"0 3 * * *","type":"nothing"}""", 401, 403, 403, 200),
        ("POST", "/schedules/s/pause", null, 401, 403, 403, 200),
        ("POST", "/schedules/s/run", null, 401, 403, 403, 202),
        ("DELETE", "/schedules/s", null, 401, 403, 403, 204),
        ("GET", "/background-tasks", null, 401, 403, 403, 200),
        ("GET", "/workers", null, 401, 403, 403, 200),
        ("GET", "/metrics", null, 401, 403, 403, 200),
        ("GET", "/policies", null, 401, 403, 403, 200),
        ("GET", "/nodes", null, 401, 403, 403, 200),
        ("GET", "/limits", null, 401, 403, 403, 200),
        ("GET", "/connections", null, 401, 403, 403, 200),
        ("DELETE", "/connections/x-1", null, 401, 403, 403, 404),
        ("GET", "/topics", null, 200, 200, 200, 200),
        ("GET", "/rooms", null, 200, 200, 200, 200),
        ("GET", "/session", null, 200, 200, 200, 200),
        ("GET", "/health/ready", null, 200, 200, 200, 200),
        ("GET", "/openapi/v1.json", null, 200, 200, 200, 200),
        ("GET", "/", null, 200, 200, 200, 200),
    ];

    [Fact]
    public async Task A_server_with_a_key_allows_exactly_the_tokens_claims_on_every_endpoint()
    {
        await using var production = new StartedInProduction();
        var server = await production.StartAsync();
        var root = Tokens.For("root", admin: ["*"]);
        (await server.Client.PublishWithAsync(root, "news")).Dispose();
        var reader = Tokens.For("ann", subscribe: ["news", "room:lobby"]);
        var writer = Tokens.For("bob", publish: ["news", "job:nothing"]);
        foreach (var (method, path, body, anonymous, mayRead, mayWrite, mayAll) in s_expected)
        {
            foreach (var (who, token, status) in new[] { ("nobody", null, anonymous), ("reader", reader, mayRead),
                ("writer", writer, mayWrite), ("root", root, mayAll) })
            {
                var type = path.EndsWith("/messages", StringComparison.Ordinal) ? "text/plain" : "application/json";
                using var response = await server.Client.SendAsync(
                    new HttpMethod(method), path, token, body is null ? null : new StringContent(body, Encoding.UTF8, type));
                ((int)response.StatusCode).Should().Be(status, $"{who}: {method} {path}");
            }
        }

        (await ConnectAsync(server, "lobby", token: null)).Should().Be(HttpStatusCode.Unauthorized);
        (await ConnectAsync(server, "lobby", writer)).Should().Be(HttpStatusCode.Forbidden);
        (await ConnectAsync(server, "other", reader)).Should().Be(HttpStatusCode.Forbidden);
        (await ConnectAsync(server, "lobby", reader)).Should().Be(HttpStatusCode.SwitchingProtocols);
        (await ConnectAsync(server, "lobby", reader, origin: "https://evil.example")).Should().Be(HttpStatusCode.Forbidden);
    }

    [BrowserFact]
    public async Task On_the_real_clock_only_a_refreshed_EventSource_outlives_its_first_token()
    {
        await using var production = new StartedInProduction();
        await using var site = await OtherSite.StartAsync();
        var server = await production.StartAsync("--Access:Origins:0", site.Origin);
        await using var refreshed = await browser.OpenAsync(site.Address);
        await using var left = await browser.OpenAsync(site.Address);
        foreach (var page in (OpenPage[])[refreshed, left])
        {
            // The stream that is not refreshed gets a second more: it ends after the first expiry of the other one.
            (await OtherSite.RunAsync(page, server.Address, "session", Token(page == left ? 11 : 10))).Should().Be("200");
            await OtherSite.RunAsync(page, server.Address, "listen");
        }

        (await OtherSite.RunAsync(refreshed, server.Address, "refresh", Token(seconds: 600))).Should().Be("200 1");
        await OtherSite.ReceivesAsync(left, "expired");
        (await server.Client.PublishWithAsync(Token(seconds: 600), "news", "past the first end")).Dispose();
        await OtherSite.ReceivesAsync(refreshed, "message past the first end");
        (await refreshed.Tab.EvaluateAsync<int>("opened").OrTimeout()).Should().Be(1, "it never connected again");
        (await OtherSite.RunAsync(left, server.Address, "socket")).Should().Be("refused", "its cookie has expired");
    }

    private static string Token(int seconds) =>
        Tokens.For("u-17", ["*"], ["*"], expires: TimeProvider.System.GetUtcNow().AddSeconds(seconds));

    private static async Task<HttpStatusCode> ConnectAsync(ServerProcess server, string room, string? token, string? origin = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (token is not null)
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(server.Address, $"/ws/{room}")) { Scheme = "ws" }.Uri, CancellationToken.None)
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
