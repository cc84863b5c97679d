using System.Net.WebSockets;
using Streaming.Tests.Support;

namespace Streaming.Tests.Rooms;

public sealed class LeavingTests
{
    [Fact]
    public async Task A_members_close_is_answered_and_the_member_leaves()
    {
        await using var server = await TestServer.StartAsync();
        await using var witness = await WitnessAsync(server);
        await using var member = await RoomClient.JoinAsync(server, "lobby", "name=Ann");
        (await witness.ReceiveJsonAsync()).GetProperty("type").GetString().Should().Be("join");
        await member.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "goodbye", CancellationToken.None).OrTimeout();
        member.Socket.CloseStatus.Should().Be(WebSocketCloseStatus.NormalClosure);
        await ShouldHaveLeftAsync(server, witness);
    }

    [Fact]
    public async Task A_member_whose_connection_breaks_leaves()
    {
        await using var server = await TestServer.StartAsync();
        await using var witness = await WitnessAsync(server);
        await using var member = await RoomClient.JoinAsync(server, "lobby", "name=Ann");
        (await witness.ReceiveJsonAsync()).GetProperty("type").GetString().Should().Be("join");
        member.Socket.Abort();
        await ShouldHaveLeftAsync(server, witness);
    }

    [Fact]
    public async Task A_member_that_disconnects_after_many_messages_leaves_and_its_messages_are_kept()
    {
        await using var server = await TestServer.StartAsync();
        await using var witness = await WitnessAsync(server);
        await using (var member = await RawMember.JoinAsync(server, "lobby"))
        {
            await member.SendAsync([.. Enumerable.Range(0, 50).SelectMany(i => RawMember.TextFrame($"m{i}"))]);
            (await witness.ReceiveJsonAsync()).GetProperty("type").GetString().Should().Be("join");
            for (var i = 0; i < 50; i++)
                (await witness.ReceiveJsonAsync()).GetProperty("data").GetString().Should().Be($"m{i}");
        }

        (await witness.ReceiveJsonAsync()).GetProperty("type").GetString().Should().Be("leave");
    }

    [Fact]
    public async Task A_member_that_does_not_answer_a_ping_leaves()
    {
        await using var server = await TestServer.StartAsync(("Rooms:PingInterval", "00:00:00.050"), ("Rooms:PongTimeout", "00:00:00.050"));
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/room:lobby/events");
        await using var dead = await RawMember.JoinAsync(server, "lobby");
        (await events.NextAsync())!.Type.Should().Be("join");
        (await events.NextAsync())!.Type.Should().Be("leave");
        await server.Client.MembersBecomeAsync("lobby", 0);
    }

    [Fact]
    public async Task A_member_that_does_not_answer_the_close_is_disconnected()
    {
        await using var server = await TestServer.StartAsync(("Rooms:CloseTimeout", "00:00:00.050"));
        await using var member = await RawMember.JoinAsync(server, "lobby");
        await member.SendAsync(RawMember.Frame(RawMember.Binary, [1]));
        (await member.CloseCodeAsync()).Should().Be((int)WebSocketCloseStatus.InvalidMessageType);
        (await member.NextFrameAsync()).Should().BeNull("the server does not wait for ever");
        await server.Client.MembersBecomeAsync("lobby", 0);
    }

    [Fact]
    public async Task A_stopping_server_closes_with_1001_and_asks_to_reconnect()
    {
        await using var server = await TestServer.StartAsync();
        var members = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RoomClient.JoinAsync(server, "lobby")));
        await server.Client.MembersBecomeAsync("lobby", members.Length);
        var hearing = members.Select(member => member.ReceiveTextAsync()).ToList();
        var stopping = server.StopAsync();
        foreach (var (member, heard) in members.Zip(hearing))
        {
            (await heard).Should().BeNull();
            member.Socket.CloseStatus.Should().Be(WebSocketCloseStatus.EndpointUnavailable);
            member.Socket.CloseStatusDescription.Should().Contain("again");
            await member.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).OrTimeout();
            await member.DisposeAsync();
        }

        await stopping;
    }

    private static async Task<RoomClient> WitnessAsync(TestServer server)
    {
        var witness = await RoomClient.JoinAsync(server, "lobby", "name=Witness&format=json");
        (await witness.ReceiveJsonAsync()).GetProperty("type").GetString().Should().Be("join");
        return witness;
    }

    private static async Task ShouldHaveLeftAsync(TestServer server, RoomClient witness)
    {
        var leave = await witness.ReceiveJsonAsync();
        leave.GetProperty("type").GetString().Should().Be("leave");
        leave.GetProperty("sender").GetString().Should().Be("Ann");
        await server.Client.MembersBecomeAsync("lobby", 1);
    }
}
