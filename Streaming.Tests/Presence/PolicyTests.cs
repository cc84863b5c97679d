using System.Net;
using System.Text.Json;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Presence;

/// <summary>Tests that a policy determines which topics have members.</summary>
public sealed class PolicyTests
{
    [Fact]
    public async Task A_policy_can_enable_presence_for_any_topic_on_all_transports()
    {
        await using var server = await TestServer.StartAsync(
            ("Topics:Policies:game:Match", "game:*"), ("Topics:Policies:game:Presence", "true"));
        await using var curious = await CentrifugalClient.ConnectAsync(server, request: "{\"data\":{\"name\":\"Ann\"}}");
        await curious.SubscribeAsync("game:1", ",\"join_leave\":true");
        (await curious.PushAsync()).GetProperty("join").GetProperty("info").GetProperty("conn_info").GetProperty("name").GetString()
            .Should().Be("Ann");
        await using var hub = await HubReader.ConnectAsync(server, "?name=Ben");
        var subscription = hub.Subscribe("game:1");
        (await curious.PushAsync()).GetProperty("join").GetProperty("info").GetProperty("conn_info").GetProperty("name").GetString()
            .Should().Be("Ben");

        // A subscriber of an event stream is not a member.
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/game:1/events?after=earliest");
        (await events.TakeAsync(2)).Select(each => each.Type).Should().Equal("join", "join");
        var members = await server.Client.GetJsonAsync("/topics/game:1/members");
        members.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("name").GetString()).Should()
            .Equal("Ann", "Ben");
        (members.GetProperty("room").ValueKind, members.GetProperty("topic").GetString()).Should().Be((JsonValueKind.Null, "game:1"));
        (await hub.CallAsync<JsonElement>("MembersOf", "game:1")).GetProperty("count").GetInt32().Should().Be(2);
        (await curious.CallAsync("\"presence_stats\":{\"channel\":\"game:1\"}")).GetProperty("presence_stats").GetProperty("num_clients")
            .GetInt32().Should().Be(2);
        (await server.Client.GetJsonAsync("/rooms")).GetArrayLength().Should().Be(0, "only rooms are rooms");

        await subscription.DisposeAsync();
        (await curious.PushAsync()).GetProperty("leave").GetProperty("info").GetProperty("conn_info").GetProperty("name").GetString()
            .Should().Be("Ben");
    }

    [Fact]
    public async Task The_members_of_a_topic_without_presence_are_404()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("news", ",\"join_leave\":true");
        var (code, message, _) = await client.RefusedAsync("\"presence\":{\"channel\":\"news\"}");
        code.Should().Be(108);
        message.Should().Contain("Topics:Policies");
        using var response = await server.Client.GetAsync("/topics/news/members").OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.NotFound)).Should().Contain("Presence");
        (await server.Client.GetJsonAsync("/topics/news/messages")).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_policy_can_disable_presence_for_rooms()
    {
        await using var server = await TestServer.StartAsync(
            ("Topics:Policies:0:Match", "room:quiet*"), ("Topics:Policies:0:Presence", "false"));
        await using var member = await RoomClient.JoinAsync(server, "quiet", "name=Ann");
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("room:quiet", ",\"join_leave\":true");
        await server.Client.PublishAsync("room:quiet", "hello");
        (await client.ReceiveTextAsync()).Should().Be("hello", "no join is published");
        using var response = await server.Client.GetAsync("/rooms/quiet/members").OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await server.Client.GetJsonAsync("/rooms")).GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("job:01M89BD9P6GXFDV1BWY07MPAC0")]
    [InlineData("system:x")]
    [InlineData("presence:lobby")]
    public async Task No_policy_can_enable_presence_for_topics_that_the_server_writes(string topic)
    {
        await using var server = await TestServer.StartAsync(("Topics:Policies:0:Match", "*"), ("Topics:Policies:0:Presence", "true"));
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync(topic);
        (await client.RefusedAsync($"\"presence\":{{\"channel\":\"{topic}\"}}")).Code.Should().Be(108);
        (await server.Client.GetJsonAsync($"/topics/{topic}/messages")).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task The_policies_show_which_have_presence()
    {
        await using var server = await TestServer.StartAsync(("Topics:Policies:0:Match", "game:*"), ("Topics:Policies:0:Presence", "true"));
        var policies = await server.Client.GetJsonAsync("/policies");
        policies.EnumerateArray().First().GetProperty("presence").GetBoolean().Should().BeTrue();
        policies.EnumerateArray().Last().GetProperty("presence").ValueKind.Should().Be(JsonValueKind.Null);
    }
}
