using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class RetentionTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(Appends.Noon));

    [Fact]
    public async Task Each_topic_is_kept_according_to_its_first_matching_policy()
    {
        await using var host = await TopicHost.StartAsync(
            new FailingLog(Stores.Memory()), _time, ("Topics:RetentionInterval", "1.00:00:00"),
            ("Topics:Policies:0:Match", "few:*"), ("Topics:Policies:0:MaxMessages", "3"),
            ("Topics:Policies:1:Match", "short:*"), ("Topics:Policies:1:MaxAge", "01:00:00"),
            ("Topics:Policies:2:Match", "*:both"), ("Topics:Policies:2:MaxMessages", "2"), ("Topics:Policies:2:MaxAge", "01:00:00"));
        string[] topics = ["few:a", "few:both", "short:a", "x:both", "other"];
        foreach (var topic in topics)
            await host.PublishAsync(topic, "1", "2", "3", "4");
        _time.Advance(TimeSpan.FromMinutes(59));
        foreach (var topic in topics)
            await host.PublishAsync(topic, "5");

        await host.Retention.ApplyAsync(CancellationToken.None).OrTimeout();
        (await OldestAsync(host, topics)).Should().Equal(3, 3, 1, 4, 1);

        _time.Advance(TimeSpan.FromMinutes(2));
        await host.Retention.ApplyAsync(CancellationToken.None).OrTimeout();
        (await OldestAsync(host, topics)).Should().Equal(3, 3, 5, 5, 1);

        _time.Advance(TimeSpan.FromHours(3));
        await host.Retention.ApplyAsync(CancellationToken.None).OrTimeout();
        (await OldestAsync(host, topics)).Should().Equal(3, 3, 6, 6, 1);
        (await host.PublishAsync("short:a", "6")).First.Should().Be(6, "offsets go on rising in a topic that is empty");
    }

    [Fact]
    public async Task A_topic_that_begins_again_while_retention_runs_keeps_its_messages()
    {
        var log = new FailingLog(Stores.Memory());
        await using var host = await TopicHost.StartAsync(log, _time, ("Topics:Policies:0:MaxMessages", "2"));
        await host.PublishAsync("a", "1", "2", "3", "4");
        log.BeforeTrim = async () =>
        {
            await host.Topics.DeleteAsync(new TopicName("a"), CancellationToken.None);
            await host.PublishAsync("a", "new 1", "new 2");
        };

        await host.Retention.ApplyAsync(CancellationToken.None).OrTimeout();

        (await log.AllAsync("a")).Should().Equal((1, "new 1"), (2, "new 2"));
    }

    [Fact]
    public async Task Retention_runs_on_SQLite_at_its_interval()
    {
        using var folder = new TemporaryFolder();
        await using var sqlite = Stores.Sqlite(folder);
        var log = new FailingLog(sqlite);
        await using var host = await TopicHost.StartAsync(
            log, _time, ("Topics:Policies:0:MaxMessages", "10"), ("Topics:RetentionInterval", "00:00:30"));
        await host.PublishAsync("a", [.. Enumerable.Range(1, 5_000).Select(i => $"{i}")]);

        using var limit = new CancellationTokenSource(TestTimeout.Limit);
        while (!log.Trimmed.Task.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        (await log.AllAsync("a")).Select(message => message.Offset).Should()
            .Equal(Enumerable.Range(4_991, 10).Select(offset => (long)offset));
    }

    [Fact]
    public async Task Messages_of_memory_topics_expire_by_age()
    {
        await using var host = await TopicHost.StartAsync(
            new FailingLog(Stores.Memory()), _time, ("Topics:RetentionInterval", "1.00:00:00"),
            ("Topics:Policies:0:Match", "typing:*"), ("Topics:Policies:0:Store", "memory"), ("Topics:Policies:0:MaxAge", "00:00:10"));
        await host.PublishAsync("typing:lobby", "1", "2");
        _time.Advance(TimeSpan.FromSeconds(11));
        await host.PublishAsync("typing:lobby", "3");
        await host.Retention.ApplyAsync(CancellationToken.None).OrTimeout();
        (await OldestAsync(host, "typing:lobby")).Should().Equal(3);
    }

    [Fact]
    public async Task An_idle_topic_is_unloaded_and_loaded_again_completely()
    {
        var log = new FailingLog(Stores.Memory());
        await using var host = await TopicHost.StartAsync(log, _time, ("Topics:IdleTime", "00:05:00"));
        var result = await host.PublishAsync("idle", "1", "2");
        await host.PublishAsync("read", "there");
        await using var reader = await host.SubscribeAsync("read", SubscriptionStart.Live);

        _time.Advance(TimeSpan.FromMinutes(4));
        await host.Retention.ApplyAsync(CancellationToken.None).OrTimeout();
        host.Topics.Loaded.Select(topic => topic.Name.Value).Should().BeEquivalentTo("idle", "read");

        _time.Advance(TimeSpan.FromMinutes(2));
        await host.Retention.ApplyAsync(CancellationToken.None).OrTimeout();
        host.Topics.Loaded.Select(topic => topic.Name.Value).Should().Equal("read");

        await using var subscription = await host.SubscribeAsync("idle", result.After(1));
        (await host.PublishAsync("idle", "3")).First.Should().Be(3);
        (await subscription.TakeAsync(2)).Select(message => message.Text).Should().Equal("2", "3");
        await host.PublishAsync("read", "still there");
        (await reader.TakeAsync(1)).Single().Text.Should().Be("still there");
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_is_unloaded_when_its_last_reader_leaves()
    {
        await using var host = await TopicHost.StartAsync(new FailingLog(Stores.Memory()), _time);
        var first = await host.SubscribeAsync("none", SubscriptionStart.Live);
        var second = await host.SubscribeAsync("none", SubscriptionStart.Live);
        await first.DisposeAsync();
        host.Topics.Loaded.Select(topic => topic.Name.Value).Should().Equal("none");

        await second.DisposeAsync();

        host.Topics.Loaded.Should().BeEmpty();
        await using var third = await host.SubscribeAsync("none", SubscriptionStart.Live);
        await host.PublishAsync("none", "now");
        (await third.TakeAsync(1)).Single().Text.Should().Be("now");
    }

    [Fact]
    public async Task Unloading_topics_while_they_are_used_loses_no_message()
    {
        const int Count = 2_000;
        await using var host = await TopicHost.StartAsync(new FailingLog(Stores.Memory()), _time, ("Topics:IdleTime", "00:00:01"));
        var publishing = Task.Run(async () =>
        {
            for (var i = 1; i <= Count; i++)
                await host.PublishAsync("a", $"{i}");
        });
        long next = 0;
        var epoch = (await host.Topics.GetStateAsync(new TopicName("a"), CancellationToken.None)).Epoch;
        while (next < Count)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            host.Topics.UnloadIdleTopics();
            await using var subscription = await host.SubscribeAsync(
                "a", new SubscriptionStart(new Position(epoch, next), FromEarliest: false));
            foreach (var message in await subscription.ReadAsync(CancellationToken.None).OrTimeout())
                message.Offset.Should().Be(++next);
        }

        await publishing.OrTimeout();
    }

    private static async Task<List<long>> OldestAsync(TopicHost host, params string[] topics)
    {
        var oldest = new List<long>();
        foreach (var topic in topics)
            oldest.Add((await host.Topics.GetStateAsync(new TopicName(topic), CancellationToken.None).OrTimeout()).Oldest);
        return oldest;
    }
}
