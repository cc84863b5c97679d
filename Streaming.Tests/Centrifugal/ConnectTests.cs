using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

public sealed class ConnectTests
{
    [Fact]
    public async Task The_reply_to_connect_has_the_client_id_and_the_ping_interval()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(
            server, request: """{"name":"js","version":"1.2.3","flag":7,"headers":{"a":"b"},"subs":{},"unknown":[1]}""");
        client.Connected.GetProperty("client").GetString().Should().NotBeNullOrEmpty();
        client.Connected.GetProperty("version").GetString().Should().StartWith("Streaming ");
        client.Connected.GetProperty("ping").GetInt32().Should().Be(25);
        client.Connected.GetProperty("pong").GetBoolean().Should().BeTrue();
        client.Connected.GetProperty("time").GetInt64().Should().BePositive();
        client.Connected.TryGetProperty("expires", out _).Should().BeFalse("empty fields are left out");
        client.Connected.TryGetProperty("subs", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Connect_and_further_commands_in_one_frame_are_answered_in_order()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("b", "kept");
        await using var client = await CentrifugalClient.OpenAsync(server);
        await client.SendAsync("""
            {"id":1,"connect":{}}
            {"id":2,"subscribe":{"channel":"a"}}
            {"id":3,"subscribe":{"channel":"b","recover":true}}
            {"id":4,"publish":{"channel":"a","data":{"n":1}}}
            {"id":5,"unsubscribe":{"channel":"a"}}
            {"id":6,"history":{"channel":"b","limit":-1}}

            """);
        (await client.NextAsync())!.Value.GetProperty("connect").GetProperty("client").GetString().Should().NotBeNull();
        (await client.NextAsync())!.Value.GetProperty("id").GetInt32().Should().Be(2);
        (await client.NextAsync())!.Value.GetProperty("subscribe").GetProperty("publications").GetArrayLength().Should().Be(1);
        var rest = new List<string>();
        while (!rest.Contains("history"))
            rest.Add((await client.NextAsync())!.Value.EnumerateObject().Last().Name);
        rest.Where(name => name != "push").Should().Equal("publish", "unsubscribe", "history");
        rest.SkipWhile(name => name != "unsubscribe").Should()
            .NotContain("push", "what was published may come before the channel ends, and nothing after");
    }

    [Theory]
    [InlineData("", "centrifuge-json", "centrifuge-json")]
    [InlineData("", "centrifuge-protobuf", "centrifuge-protobuf")]
    [InlineData("", "centrifuge-json centrifuge-protobuf", "centrifuge-json")]
    [InlineData("", "centrifuge-protobuf centrifuge-json", "centrifuge-protobuf")]
    [InlineData("", "other centrifuge-protobuf", "centrifuge-protobuf")]
    [InlineData("", null, null)]
    [InlineData("cf_protocol=protobuf", null, null)]
    public async Task An_offered_subprotocol_is_accepted(string query, string? offered, string? taken)
    {
        await using var server = await TestServer.StartAsync();
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        foreach (var each in offered?.Split(' ') ?? [])
            socket.Options.AddSubProtocol(each);
        await socket.ConnectAsync(
            new UriBuilder(new Uri(server.Address, "/connection/websocket")) { Scheme = "ws", Query = query }.Uri, CancellationToken.None)
            .OrTimeout();
        socket.SubProtocol.Should().Be(taken);
    }

    [Fact]
    public async Task A_request_without_a_WebSocket_upgrade_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync("/connection/websocket").OrTimeout();
        (await response.ProblemAsync(System.Net.HttpStatusCode.BadRequest)).Should().Contain("ws://");
    }

    [Fact]
    public async Task Connections_above_the_limit_are_refused()
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:MaxConnections", "1"));
        await using (await CentrifugalClient.ConnectAsync(server))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/connection/websocket");
            request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
            using var response = await server.Client.SendAsync(request).OrTimeout();
            (await response.ProblemAsync(System.Net.HttpStatusCode.TooManyRequests)).Should().Contain("Centrifugal:MaxConnections");
        }

        await Eventually.BecomesAsync(
            async () =>
            {
                try
                {
                    await using var next = await CentrifugalClient.ConnectAsync(server);
                    return true;
                }
                catch (System.Net.WebSockets.WebSocketException)
                {
                    return false;
                }
            },
            connected => connected);
    }
}
