using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

[Trait("Category", "Slow")]
public sealed class LimitTests
{
    private static readonly (string, string) s_counted = ("Access:Limits:CountLoopback", "true");

    [Fact]
    public async Task The_total_of_streams_is_limited_and_an_ended_stream_releases_its_slot()
    {
        await using var server = await TestServer.StartAsync(("Access:Limits:Streams", "2"));
        var first = await EventStream.OpenAsync(server.Client, "/topics/a/events");
        await using var second = await RoomClient.JoinAsync(server, "lobby");
        foreach (var path in (string[])["/topics/a/events", "/events?topic=a"])
        {
            using var refused = await server.Client.SendAsync(HttpMethod.Get, path, token: null);
            (await refused.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("Access:Limits:Streams");
            refused.Headers.RetryAfter!.Delta.Should().BePositive();
        }

        await first.DisposeAsync();
        await BecomesFreeAsync(server.Client, "/topics/a/events");
        (await server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)).OrTimeout()).Should()
            .MatchRegex("streaming_refusals_total\\{[^}]*limit=\"Access:Limits:Streams\"[^}]*\\} [1-9]");
    }

    [Fact]
    public async Task Streams_of_one_address_are_limited_and_other_addresses_are_not_affected()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "true"), ("Access:Proxies:0", "127.0.0.0/8"), ("Access:Limits:StreamsPerAddress", "2"));
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 2; i++)
            streams.Add(await OpenAsync(server, "203.0.113.1"));
        streams.Should().OnlyContain(stream => stream.StatusCode == HttpStatusCode.OK);
        using var third = await OpenAsync(server, "203.0.113.1");
        (await third.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("StreamsPerAddress");
        using var neighbour = await OpenAsync(server, "203.0.113.2");
        neighbour.StatusCode.Should().Be(HttpStatusCode.OK);
        streams[0].Dispose();
        using var limit = new CancellationTokenSource(TestTimeout.Limit);
        while (true)
        {
            using var next = await OpenAsync(server, "203.0.113.1");
            if (next.StatusCode == HttpStatusCode.OK)
                break;
            limit.Token.ThrowIfCancellationRequested();
        }

        streams[1].Dispose();
    }

    [Fact]
    public async Task A_forwarded_address_from_a_client_that_is_not_a_configured_proxy_is_ignored()
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"), s_counted, ("Access:Limits:StreamsPerAddress", "1"));
        using var first = await OpenAsync(server, "203.0.113.1");
        first.StatusCode.Should().Be(HttpStatusCode.OK);
        using var second = await OpenAsync(server, "203.0.113.2");
        second.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task The_messages_that_an_address_publishes_are_limited()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "true"), s_counted, ("Access:Limits:PublishRate", "1"), ("Access:Limits:PublishBurst", "5"));
        using var five = await server.Client.PostAsync(
            "/topics/a/messages", "[{\"data\":1},{\"data\":2},{\"data\":3},{\"data\":4},{\"data\":5}]", "application/json");
        five.StatusCode.Should().Be(HttpStatusCode.Created);
        using var more = await server.Client.PostAsync(
            "/topics/a/messages", "[{\"data\":1},{\"data\":2},{\"data\":3},{\"data\":4}]", "application/json");
        (await more.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("PublishRate");
        more.Headers.RetryAfter!.Delta.Should().BePositive();
        using var atOnce = await server.Client.PostAsync(
            "/topics/a/messages", $"[{string.Join(',', Enumerable.Repeat("{\"data\":1}", 20))}]", "application/json");
        atOnce.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task The_messages_of_a_subject_are_limited_over_all_addresses_and_in_rooms()
    {
        await using var server = await Tokens.StartServerAsync(("Access:Limits:PublishRate", "1"), ("Access:Limits:PublishBurst", "3"));
        var token = Tokens.For("ann", ["*"], ["*"]);
        for (var i = 0; i < 3; i++)
        {
            using var published = await server.Client.PublishWithAsync(token, "room:lobby");
            published.StatusCode.Should().Be(HttpStatusCode.Created);
        }

        await using var member = await RoomClient.JoinAsync(server, "lobby", $"access_token={token}");
        var heard = string.Empty;
        for (var i = 0; i < 20 && !heard.Contains("error", StringComparison.Ordinal); i++)
        {
            await member.SendTextAsync("more");
            heard = (await member.ReceiveTextAsync())!;
        }

        heard.Should().StartWith("[lobby] error: You have more than 1 messages a second").And.Contain("Access:Limits:PublishRate");
        using var other = await server.Client.PublishWithAsync(Tokens.For("bob", ["*"]), "room:lobby");
        other.StatusCode.Should().Be(HttpStatusCode.Created);
        using var admin = await server.Client.PostAsync(
            "/topics/a/messages", $"[{string.Join(',', Enumerable.Repeat("{\"data\":1}", 20))}]", "application/json",
            ("Authorization", $"Bearer {Tokens.For("root", admin: ["a"])}"));
        admin.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task New_topics_are_limited_and_existing_topics_are_not()
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"), s_counted, ("Access:Limits:NewTopicsPerMinute", "3"));
        for (var i = 0; i < 3; i++)
            (await server.Client.PublishAsync($"t{i}", "x")).GetProperty("count").GetInt32().Should().Be(1);
        using var published = await server.Client.PublishWithAsync(token: null, "t3");
        (await published.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("NewTopicsPerMinute");
        using var read = await server.Client.SendAsync(HttpMethod.Get, "/topics/t4/events", token: null);
        read.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        await server.Client.PublishAsync("t0", "again");
    }

    [Fact]
    public async Task Headers_that_take_too_long_are_answered_and_the_connection_is_closed()
    {
        await using var server = await TestServer.StartAsync(("Access:Limits:HeaderTimeout", "00:00:01"));
        using var slow = new TcpClient();
        await slow.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        await slow.GetStream().WriteAsync("GET /topics/a HTTP/1.1\r\nHost: loc"u8.ToArray()).OrTimeout();
        using var answer = new StreamReader(slow.GetStream());
        (await answer.ReadLineAsync().OrTimeout()).Should().StartWith("HTTP/1.1 408 ");
    }

    [Fact]
    public async Task Headers_that_are_too_many_or_too_long_are_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var many = await server.Client.SendAsync(
            HttpMethod.Get, "/topics/a", token: null, content: null, [.. Enumerable.Range(0, 100).Select(i => ($"X-{i}", "1"))]);
        ((int)many.StatusCode).Should().Be(431);
        using var large = await server.Client.SendAsync(
            HttpMethod.Get, "/topics/a", token: null, content: null, ("X-Large", new string('x', 40_000)));
        ((int)large.StatusCode).Should().Be(431);
        using var line = await server.Client.SendAsync(HttpMethod.Get, "/topics/a?x=" + new string('x', 70_000), token: null);
        line.StatusCode.Should().Be(HttpStatusCode.RequestUriTooLong);
    }

    [Theory]
    [InlineData("Access:Limits:Connections", "true")]
    [InlineData("Access:Limits:Connections", "false")]
    [InlineData("Access:Limits:ConnectionsPerAddress", "true")]
    [InlineData("Access:Limits:ConnectionsPerAddress", "false")]
    public async Task Connections_above_the_limit_are_closed_and_an_ended_one_releases_its_slot(string key, string direct)
    {
        await using var server = await TestServer.StartAsync((key, "1"), s_counted, ("Delivery:Direct", direct));
        using var first = new TcpClient();
        await first.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        await first.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")).OrTimeout();
        using var reader = new StreamReader(first.GetStream());
        (await reader.ReadLineAsync().OrTimeout()).Should().Contain("200");
        using var second = new TcpClient();
        (await EndsAsync(second, server.Address)).Should().BeTrue();

        first.Dispose();
        using var limit = new CancellationTokenSource(TestTimeout.Limit);
        while (true)
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            try
            {
                (await client.GetStringAsync(new Uri("/health/live", UriKind.Relative), limit.Token)).Should().Be("Healthy");
                return;
            }
            catch (HttpRequestException)
            {
                // The server may not have noticed the end of the first connection yet.
            }
        }
    }

    private static async Task<bool> EndsAsync(TcpClient client, Uri server)
    {
        try
        {
            await client.ConnectAsync(server.Host, server.Port).OrTimeout();
            return await client.GetStream().ReadAsync(new byte[1]).AsTask().OrTimeout() == 0;
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            return true;
        }
    }

    private static Task<HttpResponseMessage> OpenAsync(TestServer server, string address) =>
        server.Client.SendAsync(HttpMethod.Get, "/topics/a/events", token: null, content: null, ("X-Forwarded-For", address));

    private static async Task BecomesFreeAsync(HttpClient client, string path)
    {
        using var limit = new CancellationTokenSource(TestTimeout.Limit);
        while (true)
        {
            using var response = await client.SendAsync(HttpMethod.Get, path, token: null);
            if (response.StatusCode == HttpStatusCode.OK)
                return;
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
