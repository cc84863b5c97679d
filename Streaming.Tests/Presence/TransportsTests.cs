using System.Text.Json;
using Streaming.Tests.Access;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.Rooms;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Presence;

/// <summary>Tests that all transports share one list of members.</summary>
[Trait("Category", "Slow")]
public sealed class TransportsTests
{
    [Fact]
    public async Task Members_of_all_transports_see_one_another()
    {
        await using var server = await TestServer.StartAsync();
        await using var room = await RoomClient.JoinAsync(server, "lobby", "name=Ann");
        await server.Client.MembersBecomeAsync("lobby", 1);
        await using var centrifugal = await CentrifugalClient.ConnectAsync(server, request: "{\"data\":{\"name\":\"Ben\"}}");
        await centrifugal.SubscribeAsync("room:lobby");
        await using var hub = await HubReader.ConnectAsync(server, "?name=Cem");
        await using var subscription = hub.Subscribe("room:lobby");
        await server.Client.MembersBecomeAsync("lobby", 3);

        var overHttp = await server.Client.GetJsonAsync("/rooms/lobby/members");
        Names(overHttp.GetProperty("members")).Should().Equal("Ann", "Ben", "Cem");
        overHttp.GetProperty("users").GetInt32().Should().Be(3);
        var overHub = await hub.CallAsync<JsonElement>("Members", "lobby");
        Names(overHub.GetProperty("members")).Should().Equal("Ann", "Ben", "Cem");
        var overCentrifugal = (await centrifugal.CallAsync("\"presence\":{\"channel\":\"room:lobby\"}")).GetProperty("presence")
            .GetProperty("presence");
        overCentrifugal.EnumerateObject().Select(client => client.Value.GetProperty("conn_info").GetProperty("name").GetString()).Should()
            .BeEquivalentTo("Ann", "Ben", "Cem");
        overCentrifugal.EnumerateObject().Should().OnlyContain(client => client.Name == client.Value.GetProperty("client").GetString());
        overCentrifugal.TryGetProperty(centrifugal.Connected.GetProperty("client").GetString()!, out _).Should().BeTrue();
        var stats = (await centrifugal.CallAsync("\"presence_stats\":{\"channel\":\"room:lobby\"}")).GetProperty("presence_stats");
        (stats.GetProperty("num_clients").GetInt32(), stats.GetProperty("num_users").GetInt32()).Should().Be((3, 3));

        await centrifugal.CallAsync("\"unsubscribe\":{\"channel\":\"room:lobby\"}");
        await server.Client.MembersBecomeAsync("lobby", 2);
        await subscription.DisposeAsync();
        await server.Client.MembersBecomeAsync("lobby", 1);
    }

    [Fact]
    public async Task One_subject_of_two_issuers_counts_as_two_users()
    {
        await using var server = await Tokens.StartServerAsync(("Access:Issuers:0", "streaming"), ("Access:Issuers:1", "another"));
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "ann", ["subscribe"] = "*" };
        var (one, other) = (Tokens.Make(claims), Tokens.Make(claims, issuer: "another"));
        await using var first = await HubReader.ConnectAsync(server.Address, token: one);
        await using var second = await HubReader.ConnectAsync(server.Address, token: one);
        await using var third = await HubReader.ConnectAsync(server.Address, token: other);
        foreach (var hub in (HubReader[])[first, second, third])
            (await hub.Subscribe("room:lobby").NextAsync())!.Type.Should().Be("join");
        var members = await first.CallAsync<JsonElement>("Members", "lobby");
        (members.GetProperty("count").GetInt32(), members.GetProperty("users").GetInt32()).Should().Be((3, 2));
    }

    [Fact]
    public async Task Only_a_client_that_requested_them_receives_joins_and_leaves()
    {
        await using var server = await TestServer.StartAsync();
        await using var curious = await CentrifugalClient.ConnectAsync(server);
        await curious.SubscribeAsync("room:lobby", ",\"join_leave\":true");
        Info(await curious.PushAsync(), "join").GetProperty("client").GetString().Should()
            .Be(curious.Connected.GetProperty("client").GetString());
        await using var other = await CentrifugalClient.ConnectAsync(server);
        await other.SubscribeAsync("room:lobby");
        Info(await curious.PushAsync(), "join").GetProperty("client").GetString().Should()
            .Be(other.Connected.GetProperty("client").GetString());

        await using (await RoomClient.JoinAsync(server, "lobby", "name=Zoë"))
        {
            Info(await curious.PushAsync(), "join").GetProperty("conn_info").GetProperty("name").GetString().Should().Be("Zoë");
        }

        Info(await curious.PushAsync(), "leave").GetProperty("conn_info").GetProperty("name").GetString().Should().Be("Zoë");
        await server.Client.PublishAsync("room:lobby", "hello");
        (await other.ReceiveTextAsync()).Should().Be("hello");
        (await curious.ReceiveTextAsync()).Should().Be("hello");
    }

    [Theory]
    [InlineData("centrifugal")]
    [InlineData("hub")]
    [InlineData("room")]
    public async Task A_connection_that_dies_without_a_close_leaves_after_the_ping_timeout(string transport)
    {
        await using var server = await TestServer.StartAsync(
            ("Centrifugal:PingInterval", "00:00:01"), ("Centrifugal:PongTimeout", "00:00:00.100"), ("Hubs:ClientTimeout", "00:00:01"),
                ("Hubs:PingInterval", "00:00:00.500"),
            ("Rooms:PingInterval", "00:00:00.100"), ("Rooms:PongTimeout", "00:00:00.100"));
        await using var dead = transport switch
        {
            "centrifugal" => await SilentAsync(
                "/connection/websocket", """{"id":1,"connect":{}}""", """{"id":2,"subscribe":{"channel":"room:lobby"}}"""),
            "hub" => await SilentAsync(
                "/hubs/stream", "{\"protocol\":\"json\",\"version\":1}\u001e",
                "{\"type\":4,\"invocationId\":\"1\",\"target\":\"Subscribe\",\"arguments\":[[\"room:lobby\"],null]}\u001e"),
            _ => await SilentAsync("/ws/lobby"),
        };
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/room:lobby/events?after=earliest");
        (await events.NextAsync())!.Type.Should().Be("join");
        (await events.NextAsync())!.Type.Should().Be("leave");
        await server.Client.MembersBecomeAsync("lobby", 0);

        async Task<RawMember> SilentAsync(string path, params string[] frames)
        {
            var member = await RawMember.ConnectAsync(server, path);
            foreach (var frame in frames)
                await member.SendAsync(RawMember.TextFrame(frame));
            return member;
        }
    }

    private static JsonElement Info(JsonElement push, string kind) => push.GetProperty(kind).GetProperty("info");

    private static List<string?> Names(JsonElement members) =>
        members.EnumerateArray().Select(member => member.GetProperty("name").GetString()).ToList();
}
