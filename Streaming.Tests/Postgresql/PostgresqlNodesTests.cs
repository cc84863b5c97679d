using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>The nodes on a database: their heartbeats, and the leases of the work that one of them does.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlNodesTests : TestsWithPostgres
{
    private readonly List<PostgresqlDatabase> _opened = [];

    public override async Task DisposeAsync()
    {
        foreach (var opened in _opened)
            await opened.DisposeAsync();
        await base.DisposeAsync();
    }

    [PostgresFact]
    public async Task Each_node_lists_all_nodes_and_knows_which_one_it_is()
    {
        using var first = await StartAsync("first");
        using var second = await StartAsync("second");

        var nodes = await second.ListAsync(CancellationToken.None);

        nodes.Select(node => (node.Name, node.IsAlive, node.IsThis)).Should().Equal(("first", true, false), ("second", true, true));
        second.Count.Should().Be(2);
    }

    [PostgresFact]
    public async Task One_node_holds_the_lease_and_another_takes_it_when_it_ends()
    {
        using var first = await StartAsync("first");
        using var second = await StartAsync("second");
        first.IsHeld(NodeLease.Maintenance).Should().BeTrue();
        second.IsHeld(NodeLease.Maintenance).Should().BeFalse();

        await first.StopAsync(CancellationToken.None).OrTimeout();
        await second.SendHeartbeatAsync(CancellationToken.None).OrTimeout();

        first.IsHeld(NodeLease.Maintenance).Should().BeFalse();
        second.IsHeld(NodeLease.Maintenance).Should().BeTrue();
        (await second.ListAsync(CancellationToken.None)).Should().ContainSingle();
    }

    [PostgresFact]
    public async Task A_node_that_cannot_send_heartbeats_loses_its_lease_by_its_own_clock()
    {
        var clock = new FakeTimeProvider();
        using var node = await StartAsync("node", clock);
        await Database.RunAsync("ALTER FUNCTION streaming.heartbeat_v1 RENAME TO heartbeat_v0");

        clock.Advance(TimeSpan.FromSeconds(14.9));
        node.IsHeld(NodeLease.Maintenance).Should().BeTrue();
        clock.Advance(TimeSpan.FromSeconds(0.2));
        node.IsHeld(NodeLease.Maintenance).Should().BeFalse();
    }

    [PostgresFact]
    public async Task A_node_whose_row_is_gone_registers_again_under_a_new_id()
    {
        using var node = await StartAsync("node");
        var before = (await node.ListAsync(CancellationToken.None)).Single().Id;
        await Database.RunAsync("DELETE FROM streaming.nodes");

        await node.SendHeartbeatAsync(CancellationToken.None).OrTimeout();

        var after = (await node.ListAsync(CancellationToken.None)).Single();
        after.Id.Should().NotBe(before);
        after.IsThis.Should().BeTrue();
    }

    [PostgresFact]
    public async Task A_dead_node_is_removed_only_by_a_node_whose_own_heartbeats_have_succeeded_for_15_seconds()
    {
        var clock = new FakeTimeProvider();
        using var dead = await StartAsync("dead", new FakeTimeProvider());
        using var judge = await StartAsync("judge", clock);
        await Database.RunAsync("UPDATE streaming.nodes SET heartbeat = heartbeat - interval '20 s' WHERE name = 'dead'");

        await judge.SendHeartbeatAsync(CancellationToken.None).OrTimeout();
        (await judge.ListAsync(CancellationToken.None)).Select(node => (node.Name, node.IsAlive)).Should()
            .BeEquivalentTo([("dead", false), ("judge", true)], "its own heartbeats began a moment ago");
        judge.Count.Should().Be(1);

        for (var i = 0; i < 3; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await judge.SendHeartbeatAsync(CancellationToken.None).OrTimeout();
        }

        (await judge.ListAsync(CancellationToken.None)).Select(node => node.Name).Should().Equal("judge");
    }

    [PostgresFact]
    public async Task A_node_that_was_frozen_judges_nobody_for_15_seconds()
    {
        var clock = new FakeTimeProvider();
        using var other = await StartAsync("other", new FakeTimeProvider());
        using var frozen = await StartAsync("frozen", clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        await Database.RunAsync("UPDATE streaming.nodes SET heartbeat = heartbeat - interval '20 s' WHERE name = 'other'");

        await frozen.SendHeartbeatAsync(CancellationToken.None).OrTimeout();

        (await frozen.ListAsync(CancellationToken.None)).Should().HaveCount(2);
    }

    private async Task<PostgresqlNodes> StartAsync(string name, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var database = Database.Open();
        _opened.Add(database);
        var own = new OwnNode(Options.Create(new ClusterOptions { Name = name }), time);
        var worker = new OwnWorker(new JobTypeRegistry([]), Options.Create(new JobOptions()), own);
        var nodes = new PostgresqlNodes(database, own, worker, new BusProgress(time), time, NullLogger<PostgresqlNodes>.Instance);
        await nodes.StartAsync(CancellationToken.None).OrTimeout();
        return nodes;
    }
}
