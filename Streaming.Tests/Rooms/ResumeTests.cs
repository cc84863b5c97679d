using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Rooms;

[Trait("Category", "Slow")]
public sealed class ResumeTests
{
    [Fact]
    public async Task A_member_that_resumes_after_a_position_receives_the_missed_and_then_live_messages()
    {
        await using var server = await TestServer.StartAsync();
        string position;
        await using (var member = await RoomClient.JoinAsync(server, "lobby", "format=json"))
            position = (await member.ReceiveJsonAsync()).GetProperty("position").GetString()!;

        await server.Client.MembersBecomeAsync("lobby", 0);
        await server.Client.PublishAsync("room:lobby", "missed");
        await using var back = await RoomClient.JoinAsync(server, "lobby", $"after={position}");
        (await back.ReceiveTextAsync()).Should().Be("[lobby] echo: missed");
        await back.SendTextAsync("live");
        (await back.ReceiveTextAsync()).Should().Be("[lobby] echo: live");
    }

    [Fact]
    public async Task A_member_may_start_with_all_kept_messages()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("room:lobby", "one");
        await server.Client.PublishAsync("room:lobby", "two");
        await using var member = await RoomClient.JoinAsync(server, "lobby", "after=earliest");
        (await member.ReceiveTextAsync()).Should().Be("[lobby] echo: one");
        (await member.ReceiveTextAsync()).Should().Be("[lobby] echo: two");
    }

    [Fact]
    public async Task A_position_of_an_event_stream_resumes_in_the_room()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/room:lobby/events");
        await server.Client.PublishAsync("room:lobby", "one");
        await server.Client.PublishAsync("room:lobby", "two");
        var one = (await events.NextAsync())!;
        await using var member = await RoomClient.JoinAsync(server, "lobby", $"after={one.Id}");
        (await member.ReceiveTextAsync()).Should().Be("[lobby] echo: two");
    }

    [Fact]
    public async Task A_member_whose_next_messages_are_deleted_receives_a_gap_as_text_or_JSON()
    {
        await using var server = await TestServer.StartAsync();
        var first = (await server.Client.PublishAsync("room:lobby", "one")).GetProperty("last").GetString()!;
        await server.Client.PublishAsync("room:lobby", "two");
        var third = (await server.Client.PublishAsync("room:lobby", "three")).GetProperty("last").GetString()!;
        using var trimmed = await server.Client.DeleteAsync($"/topics/room:lobby/messages?before={third}").OrTimeout();
        trimmed.EnsureSuccessStatusCode();

        await using var program = await RoomClient.JoinAsync(server, "lobby", $"format=json&after={first}");
        var gap = await program.ReceiveJsonAsync();
        gap.GetProperty("type").GetString().Should().Be("gap");
        gap.GetProperty("position").GetString().Should().Be(Positions.At(first, 2));
        gap.GetProperty("data").GetProperty("lost").GetInt64().Should().Be(1);
        (await program.ReceiveJsonAsync()).GetProperty("data").GetString().Should().Be("three");

        await using var plain = await RoomClient.JoinAsync(server, "lobby", $"after={first}");
        var told = (await plain.ReceiveTextAsync())!;
        told.Should().StartWith("[lobby] gap: ");
        JsonDocument.Parse(told["[lobby] gap: ".Length..]).RootElement.GetProperty("requested").GetString().Should().Be(first);
        (await plain.ReceiveTextAsync()).Should().Be("[lobby] echo: three");
    }
}
