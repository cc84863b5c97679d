using System.Net;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

/// <summary>
/// Tests the refusals of the Centrifugal protocol's HTTP transports, and that a client cannot act on another client's connection.
/// </summary>
[Trait("Category", "Slow")]
public sealed class EmulationRefusalTests
{
    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task Pages_of_other_origins_neither_connect_nor_send(string transport)
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"), ("Access:Origins:0", "https://app.example.com"));
        foreach (var (origin, status) in new[] { ("https://evil.example", HttpStatusCode.Forbidden), ("null", HttpStatusCode.Forbidden),
            ("https://app.example.com", HttpStatusCode.OK) })
        {
            using var response = await EmulatedClient.AskAsync(
                server.Client, transport, """{"id":1,"connect":{}}""", token: null, ("Origin", origin));
            response.StatusCode.Should().Be(status, origin);
            response.Headers.Contains("Access-Control-Allow-Origin").Should().Be(status == HttpStatusCode.OK);
        }

        await using var client = await EmulatedClient.ConnectAsync(server.Client, transport);
        var body = $"{{\"session\":\"{client.Session}\",\"node\":\"{client.Node}\",\"data\":\"{{}}\"}}";
        using var evil = await server.Client.PostAsync("/emulation", body, "text/plain", ("Origin", "https://evil.example"));
        evil.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var own = await server.Client.PostAsync("/emulation", body, "application/json", ("Origin", "https://app.example.com"));
        own.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_GET_request_can_only_connect()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var commands in (string[])["", "{}", "x", """{"id":1,"publish":{"channel":"news","data":1}}""",
            """{"id":1,"connect":{}}{"id":2,"publish":{"channel":"news","data":1}}"""])
        {
            using var response = await EmulatedClient.AskAsync(server.Client, "sse", commands);
            (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("cf_connect");
        }

        (await server.Client.GetJsonAsync("/topics/news/messages")).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_violation_of_the_protocol_ends_the_connection_with_3501()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var commands in (string[])["x", """{"id":1,"subscribe":{"channel":"news"}}"""])
        {
            await using var client = await EmulatedClient.OpenAsync(server.Client, "http_stream", commands);
            var disconnect = await client.DisconnectAsync();
            (disconnect.GetProperty("code").GetInt32(), disconnect.TryGetProperty("reconnect", out _)).Should().Be((3501, false));
        }

        using var nothing = await EmulatedClient.AskAsync(server.Client, "http_stream", "");
        (await nothing.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("connect");
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task A_client_cannot_send_on_a_connection_without_its_session_id(string transport)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await EmulatedClient.ConnectAsync(server.Client, transport);
        await using var other = await EmulatedClient.ConnectAsync(server.Client, transport);
        other.Session.Should().NotBe(client.Session);
        using var guessed = await client.SendAsync("{}", session: new string('0', 64));
        (await guessed.ProblemAsync(HttpStatusCode.NotFound)).Should().Contain("connect again");
        using var elsewhere = await client.SendAsync("{}", session: new string('0', 64), node: "another");
        (await elsewhere.ProblemAsync(HttpStatusCode.NotFound)).Should().Contain("node");
        foreach (var body in (string[])["", "[]", "{}", "{\"session\":1}", """{"session":"a","data":{}}"""])
        {
            using var wrong = await server.Client.PostAsync("/emulation", body, "application/json");
            wrong.StatusCode.Should().Be(HttpStatusCode.BadRequest, body);
        }

        using var protobuf = await server.Client.PostAsync("/emulation", $"\u0012\u0040{client.Session}", "application/octet-stream");
        (await protobuf.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("format");
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task A_connection_opened_with_a_token_accepts_commands_only_with_a_token_of_its_subject(string transport)
    {
        await using var server = await Tokens.StartServerAsync();
        var ann = Tokens.For("ann", subscribe: ["news"]);
        await using var client = await EmulatedClient.ConnectAsync(server.Client, transport, token: ann);
        foreach (var token in (string?[])[null, Tokens.For("ben", admin: ["*"])])
        {
            using var refused = await client.SendAsync("{}", token);
            refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        }

        await client.SendCommandsAsync("""{"id":2,"subscribe":{"channel":"news"}}""", Tokens.For("ann"));
        (await client.NextAsync())!.Value.TryGetProperty("subscribe", out _).Should()
            .BeTrue("the token of the connection decides, not that of the request");
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task An_invalid_token_ends_the_connection_with_3500_and_an_expired_one_is_error_109(string transport)
    {
        await using var server = await Tokens.StartServerAsync();
        await using var wrong = await EmulatedClient.OpenAsync(server.Client, transport, """{"id":1,"connect":{"token":"a.b.c"}}""");
        (await wrong.DisconnectAsync()).GetProperty("code").GetInt32().Should().Be(3500);
        var ended = Tokens.For(expires: TimeProvider.System.GetUtcNow().AddMinutes(-5));
        await using var late = await EmulatedClient.OpenAsync(
            server.Client, transport, $"{{\"id\":1,\"connect\":{{\"token\":\"{ended}\"}}}}");
        (await late.NextAsync())!.Value.GetProperty("error").GetProperty("code").GetInt32().Should().Be(109);
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task The_bytes_of_waiting_commands_are_bounded(string transport)
    {
        await using var server = await TestServer.StartAsync(
            ("Centrifugal:MaxFrameBytes", "2048"), ("Topics:Policies:0:Match", "*"), ("Topics:Policies:0:MaxMessageBytes", "65536"));
        await using var client = await EmulatedClient.ConnectAsync(server.Client, transport);
        foreach (var length in (int[])[2_048, 100_000])
        {
            using var response = await client.SendAsync(
                $"{{\"id\":2,\"publish\":{{\"channel\":\"news\",\"data\":\"{new string('x', length)}\"}}}}");
            (await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Should().Contain("Centrifugal:MaxFrameBytes");
        }

        using var connect = await EmulatedClient.AskAsync(
            server.Client, transport, $"{{\"id\":1,\"connect\":{{\"data\":\"{new string('x', 2_048)}\"}}}}");
        (await connect.ProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Should().Contain("Centrifugal:MaxFrameBytes");
        await client.SendCommandsAsync("""{"id":3,"publish":{"channel":"news","data":"\"\"\"\""}}""");
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task A_connection_takes_one_stream_slot_of_its_address_and_releases_it(string transport)
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "true"), ("Access:Limits:CountLoopback", "true"), ("Access:Limits:StreamsPerAddress", "1"));
        await using (await EmulatedClient.ConnectAsync(server.Client, transport))
        {
            await using var second = await EmulatedClient.OpenAsync(server.Client, transport, """{"id":1,"connect":{}}""");
            var error = (await second.NextAsync())!.Value.GetProperty("error");
            (error.GetProperty("code").GetInt32(), error.GetProperty("temporary").GetBoolean()).Should().Be((111, true));
        }

        await Eventually.BecomesAsync(
            async () =>
            {
                await using var next = await EmulatedClient.OpenAsync(server.Client, transport, """{"id":1,"connect":{}}""");
                return (await next.NextAsync())!.Value.TryGetProperty("connect", out _);
            },
            connected => connected);
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task Connections_above_the_limit_are_refused(string transport)
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:MaxConnections", "1"));
        await using var client = await EmulatedClient.ConnectAsync(server.Client, transport);
        using var refused = await EmulatedClient.AskAsync(server.Client, transport, """{"id":1,"connect":{}}""");
        (await refused.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("Centrifugal:MaxConnections");
    }

    [Fact]
    public async Task A_token_in_the_connect_parameter_of_an_address_is_not_logged()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For(subscribe: ["news"]);
        await using (await EmulatedClient.ConnectAsync(server.Client, "sse", $"{{\"token\":\"{token}\"}}"))
        {
        }

        server.Logs.Entries.Should()
            .NotContain(entry => entry.Text.Contains(token, StringComparison.Ordinal)
            || entry.Text.Contains("cf_connect", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Concurrent_commands_are_executed_one_after_another()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await EmulatedClient.ConnectAsync(server.Client, "http_stream");
        await Task.WhenAll(Enumerable.Range(2, 30)
            .Select(id => client.SendCommandsAsync($"{{\"id\":{id},\"publish\":{{\"channel\":\"news\",\"data\":{id}}}}}")));
        var answered = new List<int>();
        while (answered.Count < 30)
            answered.Add((await client.NextAsync())!.Value.GetProperty("id").GetInt32());
        answered.Should().BeEquivalentTo(Enumerable.Range(2, 30));
        var kept = (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray()
            .Select(message => message.GetProperty("data").GetInt32());
        kept.Should().Equal(answered, "replies have the order in which the commands were executed");
    }
}
