using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Rooms;

public sealed class PresenceTests
{
    [Fact]
    public async Task The_members_of_a_room_can_be_listed_over_HTTP()
    {
        await using var server = await TestServer.StartAsync();
        await using var ann = await RoomClient.JoinAsync(server, "lobby", "name=Ann");
        await server.Client.MembersBecomeAsync("lobby", 1);
        await using var ben = await RoomClient.JoinAsync(server, "lobby", "name=Ben");
        await using var nobody = await RoomClient.JoinAsync(server, "lobby");
        await server.Client.MembersBecomeAsync("lobby", 3);

        var answer = await server.Client.GetJsonAsync("/rooms/lobby/members");
        answer.GetProperty("room").GetString().Should().Be("lobby");
        var members = answer.GetProperty("members").EnumerateArray().ToList();
        members.Select(member => member.GetProperty("name").GetString()).Should().BeEquivalentTo("Ann", "Ben", "anonymous");
        members[0].GetProperty("name").GetString().Should().Be("Ann", "members are listed in the order in which they joined");
        members.Select(member => member.GetProperty("connection").GetString()).Should().OnlyHaveUniqueItems();
        members.Should().OnlyContain(member => member.GetProperty("since").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task Rooms_with_members_are_listed_with_their_counts()
    {
        await using var server = await TestServer.StartAsync();
        await using var ann = await RoomClient.JoinAsync(server, "lobby");
        await using var ben = await RoomClient.JoinAsync(server, "lobby");
        await using (await RoomClient.JoinAsync(server, "kitchen"))
        {
            await server.Client.MembersBecomeAsync("kitchen", 1);
            await server.Client.MembersBecomeAsync("lobby", 2);
            (await RoomsAsync(server)).Should().Equal(("kitchen", 1), ("lobby", 2));
        }

        await server.Client.MembersBecomeAsync("kitchen", 0);
        (await RoomsAsync(server)).Should().Equal(("lobby", 2));
    }

    [Fact]
    public async Task An_empty_room_has_no_members()
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.Client.GetJsonAsync("/rooms/empty/members");
        answer.GetProperty("count").GetInt32().Should().Be(0);
        answer.GetProperty("members").GetArrayLength().Should().Be(0);
        (await RoomsAsync(server)).Should().BeEmpty();
    }

    [Fact]
    public async Task Joins_and_leaves_are_sent_to_JSON_rooms_and_event_streams_but_not_to_text_rooms()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/room:lobby/events");
        await using var program = await RoomClient.JoinAsync(server, "lobby", "name=Program&format=json");
        ShouldTell(await program.ReceiveJsonAsync(), "join", "Program");
        await using var plain = await RoomClient.JoinAsync(server, "lobby", "name=Plain");
        ShouldTell(await program.ReceiveJsonAsync(), "join", "Plain");
        await events.TakeAsync(2);

        await using (await RoomClient.JoinAsync(server, "lobby", "name=Ann"))
        {
            ShouldTell(await program.ReceiveJsonAsync(), "join", "Ann");
        }

        ShouldTell(await program.ReceiveJsonAsync(), "leave", "Ann");
        var (join, leave) = ((await events.NextAsync())!, (await events.NextAsync())!);
        (join.Type, leave.Type).Should().Be(("join", "leave"));
        var (came, went) = (JsonDocument.Parse(join.Data).RootElement, JsonDocument.Parse(leave.Data).RootElement);
        came.GetProperty("name").GetString().Should().Be("Ann");
        went.GetProperty("connection").GetString().Should().Be(came.GetProperty("connection").GetString());

        await server.Client.PublishAsync("room:lobby", "hello");
        (await plain.ReceiveTextAsync()).Should().Be("[lobby] echo: hello");
    }

    private static void ShouldTell(JsonElement message, string type, string name)
    {
        message.GetProperty("type").GetString().Should().Be(type);
        message.GetProperty("sender").GetString().Should().Be(name);
        message.GetProperty("data").GetProperty("name").GetString().Should().Be(name);
        message.GetProperty("data").GetProperty("connection").GetString().Should().NotBeNullOrEmpty();
    }

    private static async Task<IEnumerable<(string?, int)>> RoomsAsync(TestServer server) =>
        (await server.Client.GetJsonAsync("/rooms")).EnumerateArray()
            .Select(room => (room.GetProperty("room").GetString(), room.GetProperty("count").GetInt32()));
}
