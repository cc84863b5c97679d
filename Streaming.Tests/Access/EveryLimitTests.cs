using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Streaming.Server.Access.Limits;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests that each limit has a default, a configuration key, a refusal that names the limit, and a counter.</summary>
[Trait("Category", "Slow")]
public sealed class EveryLimitTests
{
    private static readonly string s_configuration =
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));

    [Fact]
    public void Every_limit_for_anonymous_clients_has_a_range_and_is_documented()
    {
        foreach (var limit in typeof(LimitOptions).GetProperties())
        {
            s_configuration.Should().Contain(limit.Name);
            if (limit.PropertyType != typeof(bool))
                limit.GetCustomAttributes(typeof(ValidationAttribute), inherit: false).Should().ContainSingle(limit.Name);
        }
    }

    [Theory]
    [InlineData("Access:Limits:TopicNameLength", "40", "/topics/{long}/messages", "x", 400)]
    [InlineData("Access:Limits:TopicNameLength", "200", "/topics/{long}{long}{long}{long}{long}/messages", "x", 400)]
    [InlineData("Access:Limits:SenderNameLength", "10", "/topics/news/messages?sender=eleven-long", "x", 400)]
    [InlineData("Access:Limits:SenderNameLength", "64", "/topics/news/messages?sender={long}{long}", "x", 400)]
    [InlineData("Access:Limits:SenderNameLength", "10", "/topics/news/messages", "{\"data\":1,\"sender\":\"eleven-long\"}", 400)]
    [InlineData("Topics:Policies:MaxMessageBytes", null, "/topics/news/messages", "{64K}", 413)]
    [InlineData("Publishing:MaxBatchMessages", "1", "/topics/news/messages", "[{\"data\":1},{\"data\":2}]", 413)]
    [InlineData("Publishing:MaxBatchBytes", "1024", "/topics/news/messages", "{\"data\":\"{64K}\"}", 413)]
    [InlineData("Access:Limits:PublishRate", "1", "/topics/news/messages", "[{\"data\":1},{\"data\":2},{\"data\":3}]", 429)]
    [InlineData("Jobs:MaxArgumentBytes", "1024", "/jobs", "{\"type\":\"retention\",\"arguments\":{\"x\":\"{64K}\"}}", 413)]
    public async Task A_request_above_a_limit_is_refused_with_the_limit_and_counted(
        string key, string? value, string path, string body, int status)
    {
        var settings = new List<(string, string)> { ("Access:Limits:CountLoopback", "true"), ("Access:Limits:PublishBurst", "2") };
        if (value is not null)
            settings.Add((key, value));
        await using var server = await TestServer.StartAsync([.. settings]);
        path = path.Replace("{long}", new string('n', 41), StringComparison.Ordinal);
        body = body.Replace("{64K}", new string('x', 65_537), StringComparison.Ordinal);
        using var response = await server.Client.PostAsync(path, body, body[0] is '{' or '[' ? "application/json" : "text/plain");
        (await response.ProblemAsync((HttpStatusCode)status)).Should().MatchRegex("[0-9]");
        if (status == 429)
            response.Headers.RetryAfter!.Delta.Should().BePositive();
        await CountedAsync(server, key);
    }

    [Theory]
    [InlineData("Access:Limits:TopicNameLength", "40", "/topics/{long}/events")]
    [InlineData("Access:Limits:TopicNameLength", "40", "/topics/{long}")]
    [InlineData("Access:Limits:TopicNameLength", "40", "/events?topic={long}")]
    [InlineData("Access:Limits:TopicNameLength", "40", "/ws/{long}")]
    [InlineData("Access:Limits:SenderNameLength", "10", "/ws/lobby?name={long}")]
    [InlineData("Sse:MaxTopics", "1", "/events?topic=a&topic=b")]
    public async Task A_subscriber_above_a_limit_is_refused_with_the_limit(string key, string value, string path)
    {
        await using var server = await TestServer.StartAsync((key, value));
        using var response = await server.Client.SendAsync(
            HttpMethod.Get, path.Replace("{long}", new string('n', 41), StringComparison.Ordinal), token: null);
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().MatchRegex("[0-9]");
        await CountedAsync(server, key);
    }

    [Fact]
    public async Task Refused_new_topics_and_refused_room_members_are_counted()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Limits:CountLoopback", "true"), ("Access:Limits:NewTopicsPerMinute", "2"), ("Access:Limits:StreamsPerAddress", "3"),
            ("Rooms:MaxMembers", "1"));
        await using var member = await RoomClient.JoinAsync(server, "lobby");
        await Assert.ThrowsAsync<WebSocketException>(() => RoomClient.JoinAsync(server, "lobby"));
        await CountedAsync(server, "Rooms:MaxMembers");
        await server.Client.PublishAsync("second", "x");
        using var third = await server.Client.PublishWithAsync(token: null, "third");
        third.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        await CountedAsync(server, "Access:Limits:NewTopicsPerMinute");
        await using var one = await EventStream.OpenAsync(server.Client, "/topics/second/events");
        await using var two = await EventStream.OpenAsync(server.Client, "/topics/second/events");
        using var more = await server.Client.SendAsync(HttpMethod.Get, "/topics/second/events", token: null);
        more.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        await CountedAsync(server, "Access:Limits:StreamsPerAddress");
    }

    [Fact]
    public async Task A_frame_that_is_too_large_closes_with_1009_and_one_too_many_is_an_error_frame_and_both_are_counted()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Limits:CountLoopback", "true"), ("Access:Limits:PublishRate", "1"), ("Access:Limits:PublishBurst", "1"));
        await using var member = await RoomClient.JoinAsync(server, "lobby");
        for (var heard = string.Empty; !heard.Contains(
            "Access:Limits:PublishRate", StringComparison.Ordinal); heard = (await member.ReceiveTextAsync())!)
            await member.SendTextAsync("more");
        await CountedAsync(server, "Access:Limits:PublishRate");
        await member.SendTextAsync(new string('x', 65_537));
        while (await member.ReceiveTextAsync() is not null)
        {
        }

        member.Socket.CloseStatus.Should().Be(WebSocketCloseStatus.MessageTooBig);
        await CountedAsync(server, "Topics:Policies:MaxMessageBytes");
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_connection_that_sends_no_bytes_is_closed_and_one_that_sends_some_is_not(string direct)
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Limits:FirstBytesTimeout", "00:00:00.500"), ("Delivery:Direct", direct));
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        using var silent = await ConnectAsync(server);
        (await EndsAsync(silent)).Should().BeTrue();
        await CountedAsync(server, "Access:Limits:FirstBytesTimeout");
        await server.Client.PublishAsync("news", "still here");
        (await events.NextAsync())!.Data.Should().Be("still here");
    }

    [Fact]
    public async Task Headers_that_come_too_slowly_are_counted()
    {
        await using var server = await TestServer.StartAsync(("Access:Limits:HeaderTimeout", "00:00:01"));
        using var slow = await ConnectAsync(server);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /topics/a HTTP/1.1\r\nHost: loc")).OrTimeout();
        using var answer = new StreamReader(slow.GetStream());
        (await answer.ReadToEndAsync().OrTimeout()).Should().StartWith("HTTP/1.1 408 ");
        await Eventually.BecomesAsync(
            () => MetricsAsync(server), metrics => metrics.Contains("error_type=\"request_headers_timeout\"", StringComparison.Ordinal));
    }

    private static async Task<TcpClient> ConnectAsync(TestServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        return client;
    }

    private static async Task<bool> EndsAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]).OrTimeout() == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static Task<string> MetricsAsync(TestServer server) => server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));

    // The response of /metrics may be cached for a moment.
    private static async Task CountedAsync(TestServer server, string key) =>
        await Eventually.BecomesAsync(
            () => MetricsAsync(server), metrics =>
            Regex.IsMatch(metrics, $"streaming_refusals_total\\{{[^}}]*limit=\"{key}\"[^}}]*\\}} [1-9]", RegexOptions.None,
            TimeSpan.FromSeconds(5)));
}
