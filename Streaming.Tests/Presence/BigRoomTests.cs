using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Rooms;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.Support;

namespace Streaming.Tests.Presence;

public sealed class BigRoomTests
{
    private static readonly RoomName s_lobby = new("lobby");

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));

    [Fact]
    public async Task Ten_thousand_members_cause_one_event_a_second_and_the_room_shows_counts_only()
    {
        const int Listed = 100, Members = 10_000;
        await using var server = await StartAsync(("Presence:MaxListed", "100"));
        var registry = server.Get<MemberRegistry>();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        var members = new List<Member>();
        for (var i = 0; i < Members; i++)
            members.Add(await registry.JoinAsync(s_lobby, $"c{i}", "name", subject: $"s{i % 5_000}"));
        (await EventsAsync(server)).Should().HaveCount(Listed, "the room published each join while it was small");

        var view = await server.Client.GetJsonAsync("/rooms/lobby/members");
        (view.GetProperty("count").GetInt32(), view.GetProperty("users").GetInt32(), view.GetProperty("listed").GetBoolean()).Should()
            .Be((Members, 5_000, false));
        view.GetProperty("members").GetArrayLength().Should().Be(0);
        (await client.RefusedAsync("\"presence\":{\"channel\":\"room:lobby\"}")).Message.Should().Contain("presence_stats");
        var stats = (await client.CallAsync("\"presence_stats\":{\"channel\":\"room:lobby\"}")).GetProperty("presence_stats");
        (stats.GetProperty("num_clients").GetInt32(), stats.GetProperty("num_users").GetInt32()).Should().Be((Members, 5_000));

        var told = await TickAsync(server, Listed + 1);
        told.GetProperty("type").GetString().Should().Be("presence");
        Counts(told).Should().Be((Members, Members - Listed, 0, false));

        foreach (var member in members.Skip(20))
            await registry.LeaveAsync(s_lobby, member);
        // Below half of the limit the room lists its members again, and publishes each join and leave.
        (await EventsAsync(server)).Count(e => e.GetProperty("type").GetString() == "leave").Should().Be(30);
        told = await TickAsync(server, Listed + 1 + 30 + 1);
        Counts(told).Should().Be((20, 0, Members - 50, true));
        (await server.Client.GetJsonAsync("/rooms/lobby/members")).GetProperty("members").GetArrayLength().Should().Be(20);
    }

    [Fact]
    public async Task A_room_without_changes_publishes_no_counts()
    {
        await using var server = await StartAsync(("Presence:MaxListed", "1"));
        var registry = server.Get<MemberRegistry>();
        await registry.JoinAsync(s_lobby, "c1", "Ann");
        var ben = await registry.JoinAsync(s_lobby, "c2", "Ben");
        await TickAsync(server, 2);
        for (var second = 0; second < 10; second++)
            _clock.Advance(TimeSpan.FromSeconds(1));
        await registry.LeaveAsync(s_lobby, ben);
        Counts(await TickAsync(server, 3)).Should().Be((1, 0, 1, false));
    }

    [Fact]
    public async Task A_connection_joins_a_room_once_and_an_empty_room_is_removed()
    {
        await using var server = await TestServer.StartAsync();
        var registry = server.Get<MemberRegistry>();
        var first = await registry.JoinAsync(s_lobby, "c1", "Ann");
        var second = await registry.JoinAsync(s_lobby, "c1", "Ann");
        (await registry.ListMembersAsync(s_lobby, CancellationToken.None)).Count.Should().Be(1);
        await registry.LeaveAsync(s_lobby, first);
        (await registry.ListMembersAsync(s_lobby, CancellationToken.None)).Count.Should().Be(1);
        await registry.LeaveAsync(s_lobby, second);
        (await registry.ListMembersAsync(s_lobby, CancellationToken.None)).Count.Should().Be(0);
        (await registry.ListRoomsAsync(CancellationToken.None)).Should().BeEmpty();
        (await EventsAsync(server)).Select(e => e.GetProperty("type").GetString()).Should().Equal("join", "leave");
    }

    private static (int Count, int Joined, int Left, bool Listed) Counts(JsonElement message)
    {
        var data = message.GetProperty("data");
        return (data.GetProperty("count").GetInt32(), data.GetProperty("joined").GetInt32(), data.GetProperty("left")
            .GetInt32(), data.GetProperty("listed").GetBoolean());
    }

    private static async Task<IReadOnlyList<JsonElement>> EventsAsync(TestServer server) =>
        [.. (await server.Client.GetJsonAsync("/topics/room:lobby/messages")).EnumerateArray()];

    private Task<TestServer> StartAsync(params (string Key, string Value)[] settings) =>
        TestServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(_clock), folder: null, settings);

    // Moves the clock by an interval, until the room has published its counts.
    private async Task<JsonElement> TickAsync(TestServer server, int events)
    {
        var all = await Eventually.BecomesAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return EventsAsync(server);
            },
            now => now.Count >= events);
        all.Should().HaveCount(events);
        return all[^1];
    }
}
