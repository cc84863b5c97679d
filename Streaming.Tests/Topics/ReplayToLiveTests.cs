using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>
/// Tests that a subscriber that starts at any offset during publishes receives everything once and in order, through the replay and live.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ReplayToLiveTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(37)]
    [InlineData(1_024)]
    public async Task In_memory_no_message_is_missed_or_repeated(int ring)
    {
        await using var host = await TopicHost.StartAsync(settings: ("Topics:RingMessages", $"{ring}"));
        await RunAsync(host, rounds: 1_000, trims: false);
    }

    [Fact]
    public async Task In_memory_a_trim_is_a_gap_of_exactly_the_lost_messages()
    {
        await using var host = await TopicHost.StartAsync(settings: ("Topics:RingMessages", "16"));
        (await RunAsync(host, rounds: 2_000, trims: true)).Should().BePositive("some of the rounds must have come to a gap");
    }

    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    public async Task On_SQLite_no_message_is_missed_or_repeated(int ring)
    {
        using var folder = new TemporaryFolder();
        await using var log = Stores.Sqlite(folder);
        await using var host = await TopicHost.StartAsync(log, settings: ("Topics:RingMessages", $"{ring}"));
        await RunAsync(host, rounds: 500, trims: false);
    }

    [Fact]
    public async Task On_SQLite_a_trim_is_a_gap_of_exactly_the_lost_messages()
    {
        using var folder = new TemporaryFolder();
        await using var log = Stores.Sqlite(folder);
        await using var host = await TopicHost.StartAsync(log, settings: ("Topics:RingMessages", "16"));
        (await RunAsync(host, rounds: 500, trims: true)).Should().BePositive("some of the rounds must have come to a gap");
    }

    [Fact]
    public async Task Many_subscribers_and_publishers_of_one_topic_agree_with_the_log()
    {
        const int Publishers = 8;
        const int Each = 200;
        using var folder = new TemporaryFolder();
        await using var log = Stores.Sqlite(folder);
        await using var host = await TopicHost.StartAsync(log, settings: ("Topics:RingMessages", "16"));

        var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var subscription = await host.SubscribeAsync("a", SubscriptionStart.Earliest);
            return (await subscription.TakeAsync(Publishers * Each)).ConvertAll(message => (message.Offset, message.Text));
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
                await host.PublishAsync("a", $"{publisher}:{i}");
        }))).OrTimeout();

        var kept = await log.AllAsync("a");
        kept.Should().HaveCount(Publishers * Each);
        foreach (var reader in readers)
            (await reader.OrTimeout()).Should().Equal(kept);
    }

    [Fact]
    public async Task Several_topics_in_one_subscription_are_each_complete_and_in_order()
    {
        string[] names = ["a", "b", "c"];
        const int Each = 500;
        await using var host = await TopicHost.StartAsync(settings: ("Topics:RingMessages", "16"));
        foreach (var name in names)
            await host.PublishAsync(name, "1", "2", "3");
        await using var subscription = await host.Topics.SubscribeAsync(
            [.. names.Select(name => (new TopicName(name), SubscriptionStart.Earliest))], CancellationToken.None);

        var publishing = Task.WhenAll(names.Select(name => Task.Run(async () =>
        {
            for (var i = 4; i <= Each; i++)
                await host.PublishAsync(name, $"{i}");
        })));
        var read = await subscription.TakeAsync(names.Length * Each);
        await publishing.OrTimeout();

        subscription.IsComposite.Should().BeTrue();
        foreach (var name in names)
            read.Where(message => message.Topic.Value == name).Select(message => message.Text).Should()
                .Equal(Enumerable.Range(1, Each).Select(i => $"{i}"));
        subscription.Positions.Should().AllSatisfy(position => position.Value.Offset.Should().Be(Each));
    }

    // The rounds run concurrently, so that commits, wake-ups and reads of different topics mix.
    private static async Task<int> RunAsync(TopicHost host, int rounds, bool trims)
    {
        var gaps = 0;
        await Parallel.ForAsync(0, rounds, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (seed, _) =>
        {
            var round = new ReplayRound(host, $"round:{seed}", seed);
            await round.RunAsync(trims).OrTimeout();
            Interlocked.Add(ref gaps, round.Gaps);
        }).OrTimeout();
        return gaps;
    }
}
