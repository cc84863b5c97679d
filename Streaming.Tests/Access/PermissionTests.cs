using System.Net;
using System.Net.WebSockets;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

[Trait("Category", "Slow")]
public sealed class PermissionTests
{
    [Theory]
    [InlineData("news", true)]
    [InlineData("room:lobby", true)]
    [InlineData("room:", true)]
    [InlineData("rooms", false)]
    [InlineData("News", false)]
    [InlineData("other", false)]
    public async Task A_token_allows_exactly_the_topics_that_its_patterns_match(string topic, bool may)
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For(publish: ["news", "room:*"], subscribe: ["news", "room:*"]);
        var expected = may ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
        foreach (var path in (string[])[$"/topics/{topic}", $"/topics/{topic}/messages", $"/topics/{topic}/events",
            $"/events?topic={topic}", $"/topics/{topic}/messages?format=csv"])
        {
            using var response = await server.Client.SendAsync(HttpMethod.Get, path, token);
            response.StatusCode.Should().Be(expected, path);
        }

        using var published = await server.Client.PublishWithAsync(token, topic);
        published.StatusCode.Should().Be(may ? HttpStatusCode.Created : HttpStatusCode.Forbidden);
        using var trimmed = await server.Client.SendAsync(HttpMethod.Delete, $"/topics/{topic}/messages?before=a-1", token);
        (await trimmed.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("'admin'");
    }

    [Fact]
    public async Task A_claim_to_subscribe_does_not_allow_to_publish_and_vice_versa()
    {
        await using var server = await Tokens.StartServerAsync();
        using var reads = await server.Client.PublishWithAsync(Tokens.For(subscribe: ["*"]), "news");
        (await reads.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("'publish'");
        reads.Headers.WwwAuthenticate.ToString().Should().Contain("insufficient_scope");
        using var writes = await server.Client.SendAsync(HttpMethod.Get, "/topics/news/events", Tokens.For(publish: ["*"]));
        (await writes.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("'subscribe'");
    }

    [Fact]
    public async Task A_stream_of_several_topics_is_refused_if_one_topic_is_not_allowed()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For(subscribe: ["a", "b"]);
        using var allowed = await server.Client.SendAsync(HttpMethod.Get, "/events?topic=a&topic=b", token);
        allowed.StatusCode.Should().Be(HttpStatusCode.OK);
        using var refused = await server.Client.SendAsync(HttpMethod.Get, "/events?topic=a&topic=c&topic=b", token);
        (await refused.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain(" c;");
    }

    [Fact]
    public async Task An_administrator_reads_publishes_and_trims()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For(admin: ["news"]);
        using var published = await server.Client.PublishWithAsync(token, "news");
        published.StatusCode.Should().Be(HttpStatusCode.Created);
        using var state = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", token);
        var newest = System.Text.Json.JsonDocument.Parse(await state.Content.ReadAsStringAsync()).RootElement.GetProperty("newest")
            .GetString();
        using var trimmed = await server.Client.SendAsync(HttpMethod.Delete, $"/topics/news/messages?before={newest}", token);
        trimmed.StatusCode.Should().Be(HttpStatusCode.OK);
        using var metrics = await server.Client.SendAsync(HttpMethod.Get, "/metrics", token);
        metrics.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var all = await server.Client.SendAsync(HttpMethod.Get, "/metrics", Tokens.For(admin: ["*"]));
        all.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Policies_open_topics_to_callers_without_a_token()
    {
        await using var server = await Tokens.StartServerAsync(
            ("Topics:Policies:0:Match", "public:*"), ("Topics:Policies:0:Anonymous", "subscribe"), ("Topics:Policies:1:Match", "room:*"),
                ("Topics:Policies:1:Anonymous", "all"));
        (string Topic, HttpStatusCode Read, HttpStatusCode Publish)[] expected =
        [
            ("public:a", HttpStatusCode.OK, HttpStatusCode.Unauthorized), ("room:a", HttpStatusCode.OK, HttpStatusCode.Created),
                ("other", HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
        ];
        foreach (var (topic, mayRead, mayPublish) in expected)
        {
            using var read = await server.Client.SendAsync(HttpMethod.Get, $"/topics/{topic}/messages", token: null);
            read.StatusCode.Should().Be(mayRead, topic);
            using var published = await server.Client.PublishWithAsync(token: null, topic);
            published.StatusCode.Should().Be(mayPublish, topic);
            using var trimmed = await server.Client.SendAsync(HttpMethod.Delete, $"/topics/{topic}/messages?before=a-1", token: null);
            trimmed.StatusCode.Should().Be(HttpStatusCode.Unauthorized, topic);
        }

        await using var guest = await RoomClient.JoinAsync(server, "a", "name=guest&format=json");
        await guest.SendTextAsync("hi");
        while ((await guest.ReceiveJsonAsync()).GetProperty("type").GetString() != "message")
        {
        }
    }

    [Fact]
    public async Task A_room_checks_the_token_for_joining_and_for_publishing()
    {
        await using var server = await Tokens.StartServerAsync();
        (await RefusedAsync(server, "lobby", token: null)).Should().Be(HttpStatusCode.Unauthorized);
        (await RefusedAsync(server, "lobby", Tokens.For(subscribe: ["room:other"]))).Should().Be(HttpStatusCode.Forbidden);
        (await RefusedAsync(server, "lobby", "nonsense")).Should().Be(HttpStatusCode.Unauthorized);

        await using var reader = await RoomClient.JoinAsync(server, "lobby", $"access_token={Tokens.For(subscribe: ["room:lobby"])}");
        await reader.SendTextAsync("may I?");
        (await reader.ReceiveTextAsync()).Should().StartWith("[lobby] error: ").And.Contain("'publish'");
        await using var writer = await RoomClient.JoinAsync(server, "lobby", $"access_token={Tokens.For("bob", ["room:*"], ["room:*"])}");
        await writer.SendTextAsync("hello");
        (await reader.ReceiveTextAsync()).Should().Be("[lobby] echo: hello");
    }

    [Fact]
    public async Task The_audit_trail_is_written_by_the_server_and_read_by_administrators_only()
    {
        await using var server = await Tokens.StartServerAsync();
        using var everything = await server.Client.SendAsync(HttpMethod.Get, "/topics/audit:log/messages", Tokens.For(subscribe: ["*"]));
        everything.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var anonymous = await server.Client.SendAsync(HttpMethod.Get, "/topics/audit:log/messages", token: null);
        anonymous.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        using var admin = await server.Client.SendAsync(HttpMethod.Get, "/topics/audit:log/messages", Tokens.For(admin: ["audit:log"]));
        admin.StatusCode.Should().Be(HttpStatusCode.OK);
        using var forged = await server.Client.PublishWithAsync(Tokens.For(admin: ["*"]), "audit:log");
        (await forged.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("Only the server itself");
        await using var open = await TestServer.StartAsync();
        using var alsoForged = await open.Client.PublishWithAsync(token: null, "audit:log");
        alsoForged.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    private static async Task<HttpStatusCode> RefusedAsync(TestServer server, string room, string? token)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (token is not null)
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        var address = new UriBuilder(new Uri(server.Address, $"/ws/{room}")) { Scheme = "ws" }.Uri;
        await socket.Invoking(s => s.ConnectAsync(address, CancellationToken.None).OrTimeout()).Should().ThrowAsync<WebSocketException>();
        return socket.HttpStatusCode;
    }
}
