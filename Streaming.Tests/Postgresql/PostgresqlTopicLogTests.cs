using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;
using Streaming.Tests.Topics;

namespace Streaming.Tests.Postgresql;

[NeedsPostgres]
[Trait("Category", "Slow")]
public sealed class PostgresqlTopicLogTests : TopicLogContract
{
    // A clock of the test's own, so that messages have the times that a test gives them.
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(Appends.Noon));
    private NodeWithDatabase? _store;

    private PostgresDatabase Database => _store?.Database ?? throw new InvalidOperationException("Not opened yet.");

    [StoreFact]
    public async Task Nothing_of_a_transaction_stays_when_one_append_of_it_fails()
    {
        await Log.AppendAsync("a", "before");
        await Database.RunAsync("ALTER TABLE streaming.messages ADD CONSTRAINT no_poison CHECK (data <> 'poison'::bytea)");

        AppendRequest[] appends = [Appends.Of("a", "1", "2"), Appends.Of("b", "3").With("k"), Appends.Of("c", "poison")];
        var append = async () => await Log.AppendAsync(appends, CancellationToken.None).OrTimeout();

        await append.Should().ThrowAsync<RefusalException>().WithMessage("*nothing was stored*");
        (await Log.AllAsync("a")).Should().Equal((1, "before"));
        (await Log.StateAsync("b")).Newest.Should().Be(0);
        (await Log.ListAsync(after: null, 10, CancellationToken.None).OrTimeout()).Should().HaveCount(1);
        (await Log.AppendAsync("a", "after")).First.Should().Be(2, "the log goes on");
        (await Log.AppendAsync(Appends.Of("b", "3").With("k"))).Appended.Should().Be(1, "the key was not kept either");
    }

    [StoreFact]
    public async Task Another_node_sees_everything()
    {
        await Log.AppendAsync("a", "one");
        await using var other = await StartAnotherAsync();

        (await other.Log.AllAsync("a")).Should().Equal((1, "one"));
        (await other.Log.StateAsync("a")).Should().Be(await Log.StateAsync("a"));
        (await other.Log.StateAsync("unwritten")).Should().Be(await Log.StateAsync("unwritten"));
        (await other.Log.AppendAsync("a", "two")).First.Should().Be(2);
        (await Log.AllAsync("a")).Should().Equal((1, "one"), (2, "two"));
        await other.Log.TrimAsync("a", 2);
        (await Log.AllAsync("a")).Should().Equal((2, "two"));
    }

    [StoreFact]
    public async Task A_key_used_on_one_node_counts_on_another()
    {
        await Log.AppendAsync(Appends.Of("a", "one").With("k"));
        await using var other = await StartAnotherAsync();
        (await other.Log.AppendAsync(Appends.Of("a", "one").With("k"))).Appended.Should().Be(0);
    }

    [StoreFact]
    public async Task The_epoch_is_that_of_the_seed_so_that_positions_survive_a_move_to_this_store()
    {
        await Database.RunAsync("UPDATE streaming.store SET seed = '0123456789abcdef'");
        await using var other = await StartAnotherAsync();
        (await other.Log.AppendAsync("a", "one")).Epoch.Should().Be(Epoch.Of("0123456789abcdef", new TopicName("a")));
    }

    [StoreFact]
    public async Task A_new_database_has_other_epochs()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var other = await PostgresNode.StartAsync(database.ConnectionString);
        (await other.Log.StateAsync("a")).Epoch.Should().NotBe((await Log.StateAsync("a")).Epoch);
    }

    [StoreFact]
    public async Task Three_nodes_appending_at_once_leave_no_hole()
    {
        const int Each = 100;
        await using var second = await StartAnotherAsync();
        await using var third = await StartAnotherAsync();

        var offsets = await Task.WhenAll(
            ((ITopicLog[])[Log, second.Log, third.Log]).SelectMany(log => Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
            {
                var mine = new List<long>();
                for (var i = 0; i < Each; i++)
                {
                    var results = await log.AppendAsync(
                        [Appends.Of("b", "x"), Appends.Of("a", $"{writer}"), Appends.Of($"c{writer}", "y")], CancellationToken.None)
                        .OrTimeout();
                    mine.Add(results[1].First);
                }

                return mine;
            })))).OrTimeout();

        var expected = Enumerable.Range(1, 12 * Each).Select(offset => (long)offset);
        offsets.SelectMany(mine => mine).Order().Should().Equal(expected);
        (await Log.AllAsync("a")).Select(message => message.Offset).Should().Equal(expected);
        (await Log.StateAsync("b")).Newest.Should().Be(12 * Each);
    }

    [StoreFact]
    public async Task An_append_to_more_topics_than_the_server_has_locks_for_is_written_in_parts()
    {
        AppendRequest[] appends =
            [.. Enumerable.Range(0, 1_000).SelectMany(i => (AppendRequest[])[Appends.Of($"t:{i}", "1"), Appends.Of("a", $"{i}")])];

        var results = await Log.AppendAsync(appends, CancellationToken.None).OrTimeout();

        results.Where((_, i) => i % 2 == 0).Should().AllSatisfy(result => result.First.Should().Be(1));
        results.Where((_, i) => i % 2 == 1).Select(result => result.First).Should().Equal(Enumerable.Range(1, 1_000).Select(i => (long)i));
        (await Log.AllAsync("a")).Select(message => message.Text).Should().Equal(Enumerable.Range(0, 1_000).Select(i => $"{i}"));
    }

    [StoreFact]
    public async Task A_transaction_for_which_the_server_has_too_few_locks_is_split()
    {
        await Database.RunAsync("""
            DO $do$ BEGIN
                EXECUTE regexp_replace(pg_get_functiondef('streaming.append_v1'::regproc), 'BEGIN',
                    'BEGIN IF cardinality(p_ids) > 10 THEN RAISE EXCEPTION ''out of shared memory'' USING ERRCODE = ''53200''; END IF;');
            END $do$
            """);

        var results = await Log.AppendAsync(
            [.. Enumerable.Range(0, 100).Select(i => Appends.Of($"t:{i}", "1"))], CancellationToken.None).OrTimeout();

        results.Should().AllSatisfy(result => (result.First, result.Appended, result.Refusal).Should().Be((1, 1, null)));
        (await Log.ListAsync(after: null, 1_000, CancellationToken.None).OrTimeout()).Should().HaveCount(100);
    }

    [StoreFact]
    public async Task Messages_have_the_time_of_the_database_although_the_clock_of_the_node_is_wrong()
    {
        await using var node = await PostgresNode.StartAsync(Database.ConnectionString);
        var before = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1);

        var result = await node.Log.AppendAsync(Appends.Of("clock", "1") with { Time = Appends.Noon.AddYears(-20) });

        result.Time.Should().BeAfter(before);
        (await node.Log.PageAsync("clock", 1, 1)).Single().Time.Should().Be(result.Time);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
    }

    private protected override async ValueTask<ITopicLog> OpenAsync()
    {
        _store = await NodeWithDatabase.CreateAsync(_time);
        return _store.Node.Log;
    }

    private Task<PostgresNode> StartAnotherAsync() => PostgresNode.StartAsync(Database.ConnectionString, _time);
}
