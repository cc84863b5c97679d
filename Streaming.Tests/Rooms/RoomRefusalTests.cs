using System.Net;
using System.Net.WebSockets;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.Support;

namespace Streaming.Tests.Rooms;

public sealed class RoomRefusalTests
{
    [Theory]
    [InlineData("/ws/a%20b", "room")]
    [InlineData("/ws/%C3%A4", "room")]
    [InlineData("/ws/lobby?name=%07", "name")]
    [InlineData("/ws/lobby?name=a%0D%0Ab", "name")]
    [InlineData("/ws/lobby?name=a%E2%80%AEb", "name")]
    [InlineData("/ws/lobby?format=xml", "format=json")]
    [InlineData("/ws/lobby?after=nonsense", "position")]
    public async Task An_invalid_request_is_refused_before_the_upgrade(string path, string hint)
    {
        await using var server = await TestServer.StartAsync();
        (await UpgradeAsync(server, path)).Should().Be(HttpStatusCode.BadRequest);
        // A WebSocket client cannot read the body of a refusal, so the request is sent without the upgrade.
        using var response = await server.Client.GetAsync(path).OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(hint);
        (await server.Client.GetJsonAsync("/rooms")).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        (await UpgradeAsync(server, "/ws/lobby?name=" + new string('n', 65))).Should().Be(HttpStatusCode.BadRequest);
        (await UpgradeAsync(server, "/ws/" + new string('r', 196))).Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_request_without_an_upgrade_is_refused_with_the_reason()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync("/ws/lobby").OrTimeout();
        var sentence = await response.ProblemAsync(HttpStatusCode.BadRequest);
        sentence.Should().Contain("WebSocket").And.Contain($"ws://{server.Address.Authority}/ws/lobby").And.Contain(
            "/topics/room:lobby/events");
    }

    [Fact]
    public async Task A_full_room_refuses_further_members_until_one_leaves()
    {
        await using var server = await TestServer.StartAsync(("Rooms:MaxMembers", "1"));
        await using (await RoomClient.JoinAsync(server, "lobby"))
        {
            await server.Client.MembersBecomeAsync("lobby", 1);
            (await UpgradeAsync(server, "/ws/lobby")).Should().Be(HttpStatusCode.TooManyRequests);
            await using var elsewhere = await RoomClient.JoinAsync(server, "kitchen");
        }

        await server.Client.MembersBecomeAsync("lobby", 0);
        await using var next = await RoomClient.JoinAsync(server, "lobby");
    }

    [Fact]
    public async Task The_members_of_a_room_count_together_on_all_transports()
    {
        await using var server = await TestServer.StartAsync(("Rooms:MaxMembers", "2"));
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("room:lobby");
        await using (await RoomClient.JoinAsync(server, "lobby"))
        {
            await using var late = await CentrifugalClient.ConnectAsync(server);
            (await late.RefusedAsync("\"subscribe\":{\"channel\":\"room:lobby\"}")).Message.Should().Contain("Rooms:MaxMembers");
            (await UpgradeAsync(server, "/ws/lobby")).Should().Be(HttpStatusCode.TooManyRequests);
        }

        await server.Client.MembersBecomeAsync("lobby", 1);
        await using var next = await RoomClient.JoinAsync(server, "lobby");
    }

    [Fact]
    public async Task A_server_at_its_connection_limit_refuses_further_connections()
    {
        await using var server = await TestServer.StartAsync(("Rooms:MaxConnections", "1"));
        await using var member = await RoomClient.JoinAsync(server, "lobby");
        await server.Client.MembersBecomeAsync("lobby", 1);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ws/kitchen");
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        using var response = await server.Client.SendAsync(request).OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("MaxConnections");
        response.Headers.RetryAfter.Should().NotBeNull();
    }

    [Fact]
    public async Task Many_concurrent_joins_do_not_exceed_the_limit()
    {
        const int Limit = 5;
        await using var server = await TestServer.StartAsync(("Rooms:MaxMembers", "5"));
        var attempts = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => TryJoinAsync(server)));
        var inside = attempts.OfType<RoomClient>().ToList();
        inside.Count.Should().BeLessThanOrEqualTo(Limit);
        await server.Client.MembersBecomeAsync("lobby", inside.Count);
        foreach (var member in inside)
            await member.DisposeAsync();
    }

    private static async Task<RoomClient?> TryJoinAsync(TestServer server)
    {
        try
        {
            return await RoomClient.JoinAsync(server, "lobby");
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    private static async Task<HttpStatusCode> UpgradeAsync(TestServer server, string path)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(new Uri(server.Address, path)) { Scheme = "ws" }.Uri;
        await socket.Invoking(s => s.ConnectAsync(address, CancellationToken.None).OrTimeout()).Should().ThrowAsync<WebSocketException>();
        return socket.HttpStatusCode;
    }
}
