using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Rooms;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>The members of rooms on two nodes that share a database.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterPresenceTests : TestsWithPostgres
{
    private static readonly RoomName s_lobby = new("lobby");

    [PostgresFact]
    public async Task Members_of_all_nodes_and_transports_see_one_another()
    {
        await using var a = await StartAsync("a");
        await using var b = await StartAsync("b");
        await using var ann = await RoomClient.JoinAsync(a, "lobby", "name=Ann&format=json");
        (await ann.ReceiveJsonAsync()).GetProperty("data").GetProperty("name").GetString().Should().Be("Ann");
        await using var ben = await CentrifugalClient.ConnectAsync(b, request: "{\"data\":{\"name\":\"Ben\"}}");
        await ben.SubscribeAsync("room:lobby");
        (await ann.ReceiveJsonAsync()).GetProperty("data").GetProperty("name").GetString().Should().Be("Ben");
        await using var hub = await HubReader.ConnectAsync(b, "?name=Cem");
        await using var subscription = hub.Subscribe("room:lobby");
        (await ann.ReceiveJsonAsync()).GetProperty("data").GetProperty("name").GetString().Should().Be("Cem");

        foreach (var node in (TestServer[])[a, b])
        {
            var members = await node.Client.GetJsonAsync("/rooms/lobby/members");
            Names(members.GetProperty("members")).Should().Equal("Ann", "Ben", "Cem");
            (await node.Client.GetJsonAsync("/rooms"))[0].GetProperty("count").GetInt32().Should().Be(3);
        }

        Names((await hub.CallAsync<JsonElement>("Members", "lobby")).GetProperty("members")).Should().Equal("Ann", "Ben", "Cem");
        var stats = (await ben.CallAsync("\"presence_stats\":{\"channel\":\"room:lobby\"}")).GetProperty("presence_stats");
        (stats.GetProperty("num_clients").GetInt32(), stats.GetProperty("num_users").GetInt32()).Should().Be((3, 3));
    }

    [PostgresFact]
    public async Task Joins_of_a_created_room_arrive_at_once()
    {
        await using var a = await StartAsync("a");
        await using var b = await StartAsync("b");
        await using var early = await EventStream.OpenAsync(b.Client, "/topics/room:lobby/events");
        using var created = await a.Client.PutAsync(
            "/topics/room:lobby", new StringContent("{}", System.Text.Encoding.UTF8, "application/json")).OrTimeout();
        created.EnsureSuccessStatusCode();

        await using var ann = await RoomClient.JoinAsync(a, "lobby", "name=Ann&format=json");
        (await ann.ReceiveJsonAsync()).GetProperty("data").GetProperty("name").GetString().Should().Be("Ann");
        (await early.NextAsync())!.Type.Should().Be("join");
        await using var ben = await RoomClient.JoinAsync(b, "lobby", "name=Ben&format=json");
        (await ann.ReceiveJsonAsync()).GetProperty("data").GetProperty("name").GetString().Should().Be("Ben");
        (await early.NextAsync())!.Data.Should().Contain("Ben");
    }

    [PostgresFact]
    public async Task A_room_is_occupied_and_vacated_once_over_all_nodes()
    {
        await using var a = await StartAsync("a");
        await using var b = await StartAsync("b");
        await using (await RoomClient.JoinAsync(a, "lobby", "name=Ann"))
        {
            await using var ben = await RoomClient.JoinAsync(b, "lobby", "name=Ben");
            await b.Client.MembersBecomeAsync("lobby", 2);
        }

        await a.Client.MembersBecomeAsync("lobby", 0);

        (await TypesAsync(b, "presence:lobby")).Should().Equal("occupied", "vacated");
        (await TypesAsync(b, "room:lobby")).Should().BeEquivalentTo("join", "join", "leave", "leave");
    }

    [PostgresFact]
    public async Task A_room_that_another_node_has_deleted_ends_and_begins_again()
    {
        await using var a = await StartAsync("a");
        await using var b = await StartAsync("b");
        for (var life = 0; life < 3; life++)
        {
            await using var ann = await RoomClient.JoinAsync(a, "lobby", "name=Ann");
            await using var ben = await RoomClient.JoinAsync(b, "lobby", "name=Ben");
            foreach (var node in (TestServer[])[a, b])
                await node.Client.MembersBecomeAsync("lobby", 2);

            using (var deleted = await b.Client.DeleteAsync("/topics/room:lobby").OrTimeout())
                deleted.EnsureSuccessStatusCode();
            foreach (var member in (RoomClient[])[ann, ben])
            {
                while (await member.ReceiveTextAsync() is not null)
                {
                }
            }

            foreach (var node in (TestServer[])[a, b])
                await node.Client.MembersBecomeAsync("lobby", 0);
            (await a.Client.GetJsonAsync("/rooms")).GetArrayLength().Should().Be(0);
        }

        (await TypesAsync(a, "room:lobby")).Should().BeEmpty();
        (await TypesAsync(b, "presence:lobby")).Should().Equal("occupied", "vacated", "occupied", "vacated", "occupied", "vacated");
    }

    [PostgresFact]
    public async Task A_room_with_many_members_on_all_nodes_together_publishes_its_numbers_only()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var a = await StartAsync("a", clock, ("Presence:MaxListed", "3"));
        await using var b = await StartAsync("b", clock, ("Presence:MaxListed", "3"));
        var members = new List<(TestServer Node, Member Member)>();
        for (var i = 0; i < 6; i++)
        {
            var node = i % 2 == 0 ? a : b;
            members.Add((node, await node.Get<MemberRegistry>().JoinAsync(s_lobby, $"c{i}", "name", subject: $"s{i % 2}")));
        }

        (await TypesAsync(a, "room:lobby")).Should().Equal("join", "join", "join");
        var view = await b.Client.GetJsonAsync("/rooms/lobby/members");
        (view.GetProperty("count").GetInt32(), view.GetProperty("users").GetInt32(), view.GetProperty("listed").GetBoolean()).Should()
            .Be((6, 2, false));
        var numbers = await Eventually.BecomesAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return MessagesAsync(b, "room:lobby");
            },
            messages => messages.Where(IsNumbers).Sum(message => message.GetProperty("data").GetProperty("joined").GetInt32()) == 3);
        numbers[^1].GetProperty("data").GetProperty("count").GetInt32().Should().Be(6);

        foreach (var (node, member) in members)
            await node.Get<MemberRegistry>().LeaveAsync(s_lobby, member);
        (await TypesAsync(a, "room:lobby")).Count(type => type == "leave").Should().Be(1, "the room is small again below half the limit");
        (await TypesAsync(a, "presence:lobby")).Should().Equal("occupied", "vacated");
    }

    [PostgresFact]
    public async Task The_members_of_a_dead_node_leave_once_and_join_again_if_it_was_alive()
    {
        await using var a = await StartAsync("a", new FakeTimeProvider());
        await using var b = await StartAsync("b", new FakeTimeProvider());
        await using var c = await StartAsync("c", new FakeTimeProvider());
        await using var ann = await RoomClient.JoinAsync(a, "lobby", "name=Ann");
        await a.Client.MembersBecomeAsync("lobby", 1);

        // As a node that has judged a dead does it.
        await Database.RunAsync("DELETE FROM streaming.nodes WHERE name = 'a'");
        await Eventually.BecomesAsync(
            () =>
            {
                foreach (var node in (TestServer[])[b, c])
                    ((FakeTimeProvider)node.Get<TimeProvider>()).Advance(TimeSpan.FromSeconds(5));
                return TypesAsync(b, "room:lobby");
            },
            types => types.Count == 2);
        (await TypesAsync(c, "room:lobby")).Should().Equal("join", "leave");
        (await TypesAsync(c, "presence:lobby")).Should().Equal("occupied", "vacated");
        await b.Client.MembersBecomeAsync("lobby", 0);

        await a.Get<PostgresqlNodes>().SendHeartbeatAsync(CancellationToken.None).OrTimeout();
        await b.Client.MembersBecomeAsync("lobby", 1);
        (await TypesAsync(c, "room:lobby")).Should().Equal("join", "leave", "join");
    }

    [PostgresFact]
    public async Task Thousands_of_members_of_a_dead_node_leave_once_each()
    {
        const int Count = 2_500;
        await using var a = await StartAsync("a", new FakeTimeProvider(), ("Presence:MaxListed", "10000"));
        var clock = new FakeTimeProvider();
        await using var b = await StartAsync("b", clock, ("Presence:MaxListed", "10000"));
        var registry = a.Get<MemberRegistry>();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => registry.JoinAsync(s_lobby, $"c{i}", "name"))).OrTimeout();
        await b.Client.MembersBecomeAsync("lobby", Count);

        await Database.RunAsync("DELETE FROM streaming.nodes WHERE name = 'a'");
        await Eventually.BecomesAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                return (await b.Client.GetJsonAsync("/rooms/lobby/members")).GetProperty("count").GetInt32();
            },
            count => count == 0);

        (await b.Client.GetJsonAsync("/topics/room:lobby")).GetProperty("count").GetInt64().Should().Be(2 * Count);
        (await TypesAsync(b, "presence:lobby")).Should().Equal("occupied", "vacated");
    }

    [PostgresFact]
    public async Task Joins_and_leaves_of_one_connection_on_several_threads_end_in_the_state_of_the_last_one()
    {
        await using var a = await StartAsync("a");
        var store = a.Get<IMemberStore>();
        var members = Enumerable.Range(0, 20).Select(
            i => a.Get<MemberRegistry>().CreateMember($"c{i}", "name", subject: null, identity: null)).ToList();

        await Task.WhenAll(members.SelectMany(member => (Task[])
            [
                Task.Run(() => RepeatAsync(() => store.JoinAsync(s_lobby.Topic, member))),
                Task.Run(() => RepeatAsync(() => store.LeaveAsync(s_lobby.Topic, member))),
            ])).OrTimeout();
        // A connection is a member as often as it has joined, so it may have to leave as often.
        await Task.WhenAll(members.Select(member => RepeatAsync(() => store.LeaveAsync(s_lobby.Topic, member)))).OrTimeout();

        (await a.Client.GetJsonAsync("/rooms/lobby/members")).GetProperty("count").GetInt32().Should().Be(0);
        (await Database.CountAsync("SELECT count(*) FROM streaming.members")).Should().Be(0);

        static async Task RepeatAsync(Func<Task> change)
        {
            for (var i = 0; i < 25; i++)
                await change();
        }
    }

    [PostgresFact]
    public async Task A_node_whose_row_is_gone_keeps_its_members_without_a_message()
    {
        var clock = new FakeTimeProvider();
        await using var a = await StartAsync("a", clock);
        await using var b = await StartAsync("b", clock);
        await using var ann = await RoomClient.JoinAsync(a, "lobby", "name=Ann");
        await a.Client.MembersBecomeAsync("lobby", 1);
        await Database.RunAsync("DELETE FROM streaming.nodes WHERE name = 'a'");

        // A join finds out that the node is not registered.
        await using var ben = await RoomClient.JoinAsync(a, "lobby", "name=Ben");

        await b.Client.MembersBecomeAsync("lobby", 2);
        (await TypesAsync(b, "room:lobby")).Should().Equal("join", "join");
        (await TypesAsync(b, "presence:lobby")).Should().Equal("occupied");
    }

    [PostgresFact]
    public async Task After_a_crash_of_PostgreSQL_all_members_are_there_and_nobody_has_left()
    {
        await using var server = await PostgresServer.StartAsync(isDurable: true);
        (string, string)[] settings =
        [
            ("Storage:Provider", "postgresql"), ("ConnectionStrings:Streaming", await server.CreateDatabaseAsync()),
        ];
        await using var a = await TestServer.StartAsync([.. settings, ("Cluster:Name", "a")]);
        await using var b = await TestServer.StartAsync([.. settings, ("Cluster:Name", "b")]);
        foreach (var node in (TestServer[])[a, b])
            node.Logs.Expect("Failed");
        await using var ann = await RoomClient.JoinAsync(a, "lobby", "name=Ann");
        await using var ben = await RoomClient.JoinAsync(b, "lobby", "name=Ben");
        await a.Client.MembersBecomeAsync("lobby", 2);

        await server.KillAsync();
        await server.StartAsync();

        // The crash has emptied the table of members, so each node has stored its own again when there are two.
        await b.Client.MembersBecomeAsync("lobby", 2);
        foreach (var node in (TestServer[])[a, b])
            await node.Get<PostgresqlNodes>().SendHeartbeatAsync(CancellationToken.None).OrTimeout();
        await b.Client.MembersBecomeAsync("lobby", 2);
        (await TypesAsync(b, "room:lobby")).Should().Equal("join", "join");
        (await TypesAsync(b, "presence:lobby")).Should().Equal("occupied");
        await ann.DisposeAsync();
        await b.Client.MembersBecomeAsync("lobby", 1);
        (await TypesAsync(b, "room:lobby")).Should().Equal("join", "join", "leave");
    }

    private static bool IsNumbers(JsonElement message) => message.GetProperty("type").GetString() == "presence";

    private static List<string?> Names(JsonElement members) =>
        members.EnumerateArray().Select(member => member.GetProperty("name").GetString()).ToList();

    private static async Task<IReadOnlyList<JsonElement>> MessagesAsync(TestServer server, string topic) =>
        [.. (await server.Client.GetJsonAsync($"/topics/{topic}/messages")).EnumerateArray()];

    private static async Task<IReadOnlyList<string?>> TypesAsync(TestServer server, string topic) =>
        [.. (await MessagesAsync(server, topic)).Select(message => message.GetProperty("type").GetString())];

    private Task<TestServer> StartAsync(string name, TimeProvider? time = null, params (string Key, string Value)[] settings) =>
        TestServer.StartAsync(
            builder =>
            {
                if (time is not null)
                    builder.Services.AddSingleton(time);
            },
            folder: null, [.. Database.Settings, ("Cluster:Name", name), .. settings]);
}
