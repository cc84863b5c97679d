using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Rooms;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>The members of rooms when a node dies, when PostgreSQL is away, and when nothing happens.</summary>
[Trait("Category", "Slow")]
public sealed class PresenceOutageTests
{
    [PostgresFact]
    public async Task Of_ten_thousand_members_on_three_nodes_those_of_a_dead_node_leave_once()
    {
        const int Members = 10_000;
        const int Rooms = 100;
        await using var database = await PostgresDatabase.CreateAsync();
        await using var a = await TestServer.StartAsync([.. database.Settings, ("Cluster:Name", "a")]);
        await using var b = await TestServer.StartAsync([.. database.Settings, ("Cluster:Name", "b")]);
        // Its clock stands, so that it sends no heartbeats.
        await using var c = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider()), folder: null,
            [.. database.Settings, ("Cluster:Name", "c")]);
        MemberRegistry[] nodes = [a.Get<MemberRegistry>(), b.Get<MemberRegistry>(), c.Get<MemberRegistry>()];
        await Task.WhenAll(Enumerable.Range(0, Members).Select(
            i => nodes[i % nodes.Length].JoinAsync(new RoomName($"r{i % Rooms}"), $"c{i}", "name"))).OrTimeout();
        const int OfDeadNode = Members / 3;
        (await database.CountAsync("SELECT sum(count) FROM streaming.rooms")).Should().Be(Members);

        await database.RunAsync("UPDATE streaming.nodes SET heartbeat = heartbeat - interval '1 minute' WHERE name = 'c'");
        await Eventually.BecomesAsync(
            () => database.CountAsync("SELECT sum(count) FROM streaming.rooms"), count => count == Members - OfDeadNode);

        const string Leaves = "FROM streaming.messages WHERE type = 'leave'";
        (await database.CountAsync($"SELECT count(*) {Leaves}")).Should().Be(OfDeadNode);
        (await database.CountAsync($"SELECT count(DISTINCT (topic, data)) {Leaves}")).Should().Be(OfDeadNode, "each leaves once");
    }

    [PostgresFact]
    public async Task While_a_room_is_locked_only_its_joins_fail()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(database.Settings);
        server.Logs.Expect("Failed to store");
        var members = server.Get<MemberRegistry>();
        await members.JoinAsync(new RoomName("a"), "first", "name").OrTimeout();
        await using var held = await database.HoldTopicAsync("room:a");

        var ofLocked = Enumerable.Range(0, 20).Select(i => members.JoinAsync(new RoomName("a"), $"c{i}", "name")).ToList();
        var other = members.JoinAsync(new RoomName("b"), "c", "name");

        await other.OrTimeout();
        foreach (var join in ofLocked)
            await FluentActions.Awaiting(() => join.OrTimeout()).Should().ThrowAsync<RefusalException>();
    }

    [PostgresFact]
    public async Task While_PostgreSQL_is_away_for_longer_than_a_node_may_be_silent_nobody_joins_or_leaves()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var relay = new TcpRelay(new Uri($"http://{direct.Host}:{direct.Port}/"));
        var address = new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Host = "127.0.0.1", Port = relay.Address.Port };
        (string, string)[] settings =
            [("Storage:Provider", "postgresql"), ("ConnectionStrings:Streaming", address.ConnectionString)];
        await using var a = await TestServer.StartAsync([.. settings, ("Cluster:Name", "a")]);
        await using var b = await TestServer.StartAsync([.. settings, ("Cluster:Name", "b")]);
        foreach (var node in (TestServer[])[a, b])
            node.Logs.Expect("Failed");
        await using var ann = await RoomClient.JoinAsync(a, "lobby", "name=Ann");
        await using var ben = await RoomClient.JoinAsync(b, "lobby", "name=Ben");
        await a.Client.MembersBecomeAsync("lobby", 2);
        INodeRegistry[] nodes = [a.Get<INodeRegistry>(), b.Get<INodeRegistry>()];

        relay.Cut();
        await Eventually.BecomesAsync(
            () => Task.FromResult(nodes.Min(node => node.HeartbeatAge)), age => age > TimeSpan.FromSeconds(20));
        relay.Restore();
        await Eventually.BecomesAsync(
            () => Task.FromResult(nodes.Max(node => node.HeartbeatAge)), age => age < TimeSpan.FromSeconds(10));

        await b.Client.MembersBecomeAsync("lobby", 2);
        (await database.CountAsync("SELECT count(*) FROM streaming.messages WHERE type = 'join'")).Should().Be(2);
        (await database.CountAsync("SELECT count(*) FROM streaming.messages WHERE type = 'leave'")).Should().Be(0);
    }

    [PostgresFact]
    public async Task Presence_costs_an_idle_node_no_statement_beside_its_heartbeat()
    {
        await using var server = await PostgresServer.StartAsync(isDurable: false, "log_statement=all");
        await using var node = await TestServer.StartAsync(
            [("Storage:Provider", "postgresql"), ("ConnectionStrings:Streaming", await server.CreateDatabaseAsync())]);
        await using var ann = await RoomClient.JoinAsync(node, "lobby", "name=Ann");
        await node.Client.MembersBecomeAsync("lobby", 1);

        // The first heartbeat after the join may still look for members of other nodes.
        await HeartbeatsAsync(server, from: 0, count: 2);
        var from = server.Output.Length;
        var idle = await HeartbeatsAsync(server, from, count: 3);

        idle.Split("members", StringSplitOptions.None).Length.Should().BeLessThanOrEqualTo(2, "it looks once a minute at most");
    }

    private static async Task<string> HeartbeatsAsync(PostgresServer server, int from, int count) => await Eventually.BecomesAsync(
        () => Task.FromResult(server.Output[from..]), text => text.Split("heartbeat_v2(", StringSplitOptions.None).Length > count);
}
