using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Another server takes over with a copy of the database that lacks the newest messages.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlGenerationTests : TestsWithPostgres
{
    [PostgresFact]
    public async Task Positions_of_the_former_generation_hold_up_to_what_the_copy_had()
    {
        string former;
        await using (var node = await PostgresNode.StartAsync(Database.ConnectionString))
        {
            former = (await node.Log.AppendAsync("a", "1", "2", "3", "4")).Epoch;
            await node.Log.AppendAsync("lost", "1", "2");
        }

        await TakeOverAsync("DELETE FROM streaming.messages WHERE \"offset\" > 2 OR topic IN " +
            "(SELECT id FROM streaming.topics WHERE name = 'lost')");
        await using var later = await PostgresNode.StartAsync(Database.ConnectionString);

        var formerOfLost = await ThroughAsync(later, "lost", former);
        formerOfLost.Should().BeNull("the epoch is that of another topic");
        (await later.Log.StateAsync("a")).Epoch.Should().NotBe(former);
        (await ThroughAsync(later, "a", former)).Should().Be(2);
        (await later.Log.AppendAsync("a", "3, again", "4, again", "5")).First.Should().Be(3);
        (await ThroughAsync(later, "a", former)).Should().Be(2);
    }

    [PostgresFact]
    public async Task Of_a_topic_that_was_lost_as_a_whole_no_former_position_holds()
    {
        string former;
        await using (var node = await PostgresNode.StartAsync(Database.ConnectionString))
            former = (await node.Log.AppendAsync("a", "1", "2")).Epoch;

        await TakeOverAsync("DELETE FROM streaming.messages; DELETE FROM streaming.topics");
        await using var later = await PostgresNode.StartAsync(Database.ConnectionString);
        (await ThroughAsync(later, "a", former)).Should().Be(0);
        await later.Log.AppendAsync("a", "another 1", "another 2", "another 3");
        (await ThroughAsync(later, "a", former)).Should().Be(0);
    }

    [PostgresFact]
    public async Task The_bus_reports_the_new_epochs_of_all_topics_in_memory()
    {
        await using var node = await PostgresNode.StartAsync(Database.ConnectionString);
        var former = (await node.Log.AppendAsync("a", "1")).Epoch;
        var topic = await node.Topics.UseAsync(new TopicName("a"), CancellationToken.None);
        await using var changes = node.Bus.ListenAsync(CancellationToken.None).GetAsyncEnumerator();
        var next = changes.MoveNextAsync().AsTask();

        await TakeOverAsync("SELECT 1");
        // Every connection of the node breaks when its server is replaced.
        await Database.RunAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        (await next.OrTimeout()).Should().BeTrue();
        var change = changes.Current.Single();
        (change.Topic, change.Epoch).Should().Be((topic.Name, (await node.Log.StateAsync("a")).Epoch));
        change.Epoch.Should().NotBe(former);
    }

    private static Task<long?> ThroughAsync(PostgresNode node, string topic, string epoch) =>
        node.Log.FindThroughAsync(new TopicName(topic), epoch, CancellationToken.None).OrTimeout();

    // The store's timeline is that of another server: the next connection finds that a new generation has begun.
    private async Task TakeOverAsync(string change)
    {
        await Database.RunAsync(change);
        await Database.RunAsync("UPDATE streaming.store SET timeline = 'another server'");
    }
}
