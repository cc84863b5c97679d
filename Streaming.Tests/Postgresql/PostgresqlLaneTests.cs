using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>A topic that another node is appending to does not delay other topics.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlLaneTests : TestsWithPostgres
{
    private PostgresNode? _node;

    private PostgresNode Node => _node ?? throw new InvalidOperationException("Not started yet.");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _node = await PostgresNode.StartAsync(Database.ConnectionString);
    }

    public override async Task DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        await base.DisposeAsync();
    }

    [PostgresFact]
    public async Task A_busy_topic_is_omitted_and_the_others_are_appended()
    {
        await Node.Log.AppendAsync("hot", "1");
        AppendRequest[] appends =
            [Appends.Of("hot", "2"), Appends.Of("cold", "1"), Appends.Of("hot", "3").With("k"), Appends.Of("cold", "2")];
        await using (await Database.HoldTopicAsync("hot"))
        {
            var results = await Node.Log.TryAppendAsync(appends, CancellationToken.None).OrTimeout();

            results.Select(result => result.IsBusy).Should().Equal(true, false, true, false);
            results.Where(result => !result.IsBusy).Select(result => result.First).Should().Equal(1, 2);
            (await Node.Log.AllAsync("cold")).Should().HaveCount(2);
        }

        (await Node.Log.TryAppendAsync([appends[0], appends[2]], CancellationToken.None).OrTimeout()).Should()
            .AllSatisfy(result => result.Appended.Should().Be(1, "its key was not kept while it was busy"));
        (await Node.Log.AllAsync("hot")).Should().Equal((1, "1"), (2, "2"), (3, "3"));
    }

    [PostgresFact]
    public async Task Publishes_of_a_busy_topic_wait_in_their_order_while_those_of_other_topics_go_on()
    {
        // On a busy machine the twenty publishes may take longer than the usual limit of 5 s.
        await Database.RunAsync("ALTER FUNCTION streaming.append_v1 SET lock_timeout = '60s'");
        await using var host = await TopicHost.StartAsync(Node.Log);
        // The first publish reads the state of the topic. Publishes that wait for this read are not in order.
        await host.PublishAsync("hot", "0");
        var held = await Database.HoldTopicAsync("hot");
        var waiting = new List<Task<AppendResult>>();
        for (var i = 1; i <= 20; i++)
        {
            waiting.Add(host.PublishAsync("hot", $"{i}"));
            await host.PublishAsync($"cold:{i}", "1");
        }

        waiting.Should().AllSatisfy(publish => publish.IsCompleted.Should().BeFalse("the topic is busy"));
        await held.DisposeAsync();
        var results = await Task.WhenAll(waiting).OrTimeout();

        results.Select(result => result.First).Should().Equal(Enumerable.Range(2, 20).Select(i => (long)i));
        (await Node.Log.AllAsync("hot")).Select(message => message.Text).Should().Equal(Enumerable.Range(0, 21).Select(i => $"{i}"));
        (await host.PublishAsync("hot", "last")).First.Should().Be(22);
    }

    [PostgresFact]
    public async Task A_topic_that_stays_locked_is_refused_alone()
    {
        await Node.Log.AppendAsync("hot", "1");
        await using var held = await Database.HoldTopicAsync("hot");

        var results = await Node.Log.AppendAsync(
            [Appends.Of("a", "1"), Appends.Of("hot", "2"), Appends.Of("b", "1")], CancellationToken.None).OrTimeout();

        results[1].Refusal!.Reason.Should().Be(RefusalReason.Unavailable);
        results[1].Refusal!.IsOutcomeUnknown.Should().BeFalse();
        (results[0].First, results[2].First).Should().Be((1, 1));
        (await Node.Log.StateAsync("hot")).Newest.Should().Be(1);
    }
}
