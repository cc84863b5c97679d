using System.Net.WebSockets;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Rooms;
using Streaming.Tests.Support;

namespace Streaming.Tests.Rooms;

/// <summary>Tests that opening a stream has the same steps for all transports, which are undone in reverse order.</summary>
public sealed class StreamOpenerTests
{
    private static readonly TopicName s_lobby = new("room:lobby");

    [Fact]
    public async Task A_stream_that_fails_to_open_releases_its_slot_and_its_lease()
    {
        await using var server = await TestServer.StartAsync();
        var order = new List<string>();
        var request = Request(server,
            order) with
        { Subscribe = _ => throw new RefusalException(RefusalReason.Unavailable, "The log does not answer.") };
        await Assert.ThrowsAsync<RefusalException>(() => server.Get<StreamOpener>().OpenAsync(request, CancellationToken.None).OrTimeout());
        order.Should().Equal("slot given back");
        server.Get<StreamLimiter>().Count.Should().Be(0);
        (await server.Get<MemberRegistry>().ListMembersAsync(s_lobby, CancellationToken.None)).Count.Should().Be(0);
    }

    [Fact]
    public async Task A_stream_that_is_disposed_twice_releases_its_slot_once()
    {
        await using var server = await TestServer.StartAsync();
        var order = new List<string>();
        var stream = await server.Get<StreamOpener>().OpenAsync(Request(server, order), CancellationToken.None).OrTimeout();
        server.Get<StreamLimiter>().Count.Should().Be(1);
        (await server.Get<MemberRegistry>().ListMembersAsync(s_lobby, CancellationToken.None)).Count.Should().Be(1);
        server.Get<TopicRegistry>().CountSubscribers(s_lobby).Should().Be(1);
        await stream.DisposeAsync();
        await stream.DisposeAsync();
        order.Should().Equal("slot given back");
        server.Get<StreamLimiter>().Count.Should().Be(0);
        (await server.Get<MemberRegistry>().ListMembersAsync(s_lobby, CancellationToken.None)).Count.Should().Be(0);
        server.Get<TopicRegistry>().CountSubscribers(s_lobby).Should().Be(0);
    }

    [Fact]
    public async Task A_stream_whose_reader_is_handed_over_still_leaves_its_room()
    {
        await using var server = await TestServer.StartAsync();
        var order = new List<string>();
        var stream = await server.Get<StreamOpener>().OpenAsync(Request(server, order), CancellationToken.None).OrTimeout();
        var (reader, lease) = stream.HandOver();
        stream.IsEmpty.Should().BeFalse();
        await stream.DisposeAsync();
        (await server.Get<MemberRegistry>().ListMembersAsync(s_lobby, CancellationToken.None)).Count.Should().Be(0);
        // The fan-out releases these when the subscriber ends.
        server.Get<StreamLimiter>().Count.Should().Be(1);
        server.Get<TopicRegistry>().CountSubscribers(s_lobby).Should().Be(1);
        reader.Release();
        lease!.Dispose();
        stream.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task A_member_that_a_full_room_refuses_releases_its_stream_slot()
    {
        await using var server = await TestServer.StartAsync(("Rooms:MaxMembers", "1"));
        await using var member = await RoomClient.JoinAsync(server, "lobby");
        await Assert.ThrowsAsync<WebSocketException>(() => RoomClient.JoinAsync(server, "lobby"));
        server.Get<StreamLimiter>().Count.Should().Be(1);
    }

    private static StreamRequest Request(TestServer server, List<string> order) =>
        new(Caller.Everyone, [(s_lobby, SubscriptionStart.Live)])
        {
            Lease = server.Get<TokenLifetimeTracker>().Open(Caller.Everyone, static _ => true),
            TakeSlot = () => new Slot(order),
            Member = ("Ann", MemberRegistry.NewConnection()),
        };

    private sealed class Slot(List<string> order) : IDisposable
    {
        public void Dispose() => order.Add("slot given back");
    }
}
