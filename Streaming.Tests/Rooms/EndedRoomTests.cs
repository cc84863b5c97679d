using System.Net;
using Streaming.Server.Access.Streams;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.Support;

namespace Streaming.Tests.Rooms;

/// <summary>Tests rooms whose topic is deleted or closed while they have members.</summary>
[Trait("Category", "Slow")]
public sealed class EndedRoomTests
{
    [Theory]
    [InlineData("log")]
    [InlineData("memory")]
    public async Task The_leaves_of_its_members_do_not_begin_a_deleted_room_again(string store)
    {
        await using var server = await TestServer.StartAsync(
            ("Samples:Ticker", "false"), ("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:Store", store));
        await using var ann = await RoomClient.JoinAsync(server, "lobby", "name=Ann");
        await using var ben = await CentrifugalClient.ConnectAsync(server);
        await ben.SubscribeAsync("room:lobby");
        await server.Client.MembersBecomeAsync("lobby", 2);

        using (var deleted = await server.Client.DeleteAsync("/topics/room:lobby").OrTimeout())
            deleted.StatusCode.Should().Be(HttpStatusCode.NoContent);

        while (await ann.ReceiveTextAsync() is not null)
        {
        }

        await server.Client.MembersBecomeAsync("lobby", 0);
        await ben.DisposeAsync();
        await Eventually.BecomesAsync(() => Task.FromResult(server.Get<StreamLimiter>().Count), count => count == 0);
        (await server.Client.GetJsonAsync("/topics/room:lobby")).GetProperty("count").GetInt64().Should().Be(0);
        (await server.Client.GetJsonAsync("/rooms")).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_closed_room_takes_no_joins_and_no_leaves()
    {
        await using var server = await TestServer.StartAsync(("Samples:Ticker", "false"));
        await using (var ann = await RoomClient.JoinAsync(server, "lobby", "name=Ann"))
        {
            await server.Client.MembersBecomeAsync("lobby", 1);
            using var closed = await server.Client.PostAsync("/topics/room:lobby/close", content: null).OrTimeout();
            closed.EnsureSuccessStatusCode();
            while (await ann.ReceiveTextAsync() is not null)
            {
            }
        }

        await Eventually.BecomesAsync(() => Task.FromResult(server.Get<StreamLimiter>().Count), count => count == 0);
        await using var ben = await CentrifugalClient.ConnectAsync(server);
        (await ben.RefusedAsync("\"subscribe\":{\"channel\":\"room:lobby\"}")).Message.Should().Contain("closed");
        (await server.Client.GetJsonAsync("/topics/room:lobby")).GetProperty("count").GetInt64().Should().Be(1, "only Ann has joined");
    }
}
