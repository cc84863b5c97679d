using System.Net;
using System.Net.Http.Headers;
using Streaming.Server.Core.Configuration;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

/// <summary>Tests that under a path the server's own addresses in responses begin with the path.</summary>
[Trait("Category", "Slow")]
public sealed class PathBaseTests
{
    private static readonly (string, string)[] s_known = [("Access:Proxies:0", "127.0.0.1"), ("Samples:Jobs", "true")];

    /// <summary>
    /// Lists the setups: a configured path that is also in the request, a configured path that a proxy removes, and a prefix that a proxy
    /// sends.
    /// </summary>
    public static TheoryData<string, string, string> Ways => new()
    {
        { "/live", "/live", string.Empty },
        { "/live/", string.Empty, string.Empty },
        { string.Empty, string.Empty, "/live" },
        { "/other", string.Empty, "/live" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Locations_cookies_and_the_OpenAPI_document_contain_the_path(string setting, string sent, string header)
    {
        await using var server = await Tokens.StartServerAsync(
            [.. s_known, ("PathBase", setting), ("Outbound:AllowThisMachine", "true"), ("Email:Pickup", "mail"),
            ("Email:From", "a@example.com")]);
        if (header.Length > 0)
            server.Client.DefaultRequestHeaders.Add("X-Forwarded-Prefix", header);
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", Tokens.For(admin: ["*"], publish: ["*"], subscribe: ["*"]));

        (await LocationAsync("/topics/news/messages?delay=1h", "text/plain", "later")).Should().StartWith("/live/jobs/");
        var job = await LocationAsync("/jobs", "application/json", """{"type":"countdown","arguments":{"seconds":0},"delay":"1h"}""");
        job.Should().StartWith("/live/jobs/");
        (await LocationAsync("/rooms/lobby/invitations", "application/json", """{"email":"ann@example.com"}""")).Should()
            .StartWith("/live/jobs/");
        (await LocationAsync("/webhooks", "application/json", """{"url":"http://127.0.0.1:9/","topics":["news"]}""")).Should()
            .StartWith("/live/webhooks/");

        using var cancelled = await server.Client.DeleteAsync(sent + job["/live".Length..]).OrTimeout();
        cancelled.StatusCode.Should().Be(HttpStatusCode.OK);
        (await LocationAsync(job["/live".Length..] + "/retry", "application/json", string.Empty)).Should().Be(job);

        using var session = await server.Client.PostAsync(sent + "/session", content: null).OrTimeout();
        session.Headers.GetValues("Set-Cookie").Single().Should().Contain("path=/live;");
        (await server.Client.GetJsonAsync(sent + "/openapi/v1.json")).GetProperty("servers")[0].GetProperty("url").GetString().Should()
            .MatchRegex("^http://127.0.0.1:[0-9]+/live/?$");

        async Task<string> LocationAsync(string path, string type, string body)
        {
            using var answer = await server.Client.PostAsync(sent + path, body, type);
            answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
            return answer.Headers.Location!.ToString();
        }
    }

    [Fact]
    public async Task Only_a_configured_proxy_may_set_the_prefix()
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"));
        server.Client.DefaultRequestHeaders.Add("X-Forwarded-Prefix", "/live");
        using var answer = await server.Client.PostAsync("/topics/news/messages?delay=1h", "later", "text/plain");
        answer.Headers.Location!.ToString().Should().StartWith("/jobs/");
    }

    [Fact]
    public async Task Streams_and_rooms_work_with_and_without_the_path()
    {
        await using var server = await TestServer.StartAsync(("PathBase", "/live"));
        await using var events = await EventStream.OpenAsync(server.Client, "/live/topics/room:lobby/events");
        await using var other = await EventStream.OpenAsync(server.Client, "/topics/room:lobby/events");
        using var published = await server.Client.PostAsync("/live/topics/room:lobby/messages", "hello", "text/plain");
        (await events.NextAsync())!.Data.Should().Be("hello");
        (await other.NextAsync())!.Data.Should().Be("hello");
        using var refused = await server.Client.GetAsync("/live/ws/lobby").OrTimeout();
        (await refused.Content.ReadAsStringAsync()).Should().Contain($"ws://{server.Address.Authority}/live/ws/lobby");
    }

    [Theory]
    [InlineData("live")]
    [InlineData("/li ve")]
    [InlineData("//live")]
    [InlineData("https://example.com/live")]
    public async Task An_invalid_path_prevents_the_start(string path)
    {
        var start = async () => await TestServer.StartAsync(("PathBase", path));
        (await start.Should().ThrowAsync<StartException>()).WithMessage($"PathBase is '{path}'; give a path*");
    }
}
