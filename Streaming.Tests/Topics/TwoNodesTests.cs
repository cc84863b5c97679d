using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Memory;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>Two nodes append to the topics of one log; the bus of each reports what the other appended.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private readonly MemoryTopicLog _shared = Stores.Memory();
    private Node? _a;
    private Node? _b;

    private Node A => _a!;

    private Node B => _b!;

    public async Task InitializeAsync() => (_a, _b) = (await Node.StartAsync(_shared), await Node.StartAsync(_shared));

    public async Task DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
    }

    [Fact]
    public async Task Nodes_that_write_in_turn_read_at_most_once_for_each_announcement_and_readers_that_keep_up_never()
    {
        const int Count = 200;
        const int Readers = 50;
        var reading = await Task.WhenAll(((Node[])[A, B]).SelectMany(node => Enumerable.Repeat(node, Readers)).Select(async node =>
        {
            var subscription = await node.Host.SubscribeAsync("a", SubscriptionStart.Live);
            return Task.Run(async () =>
            {
                await using var closing = subscription;
                return (await subscription.TakeAsync(Count)).ConvertAll(message => message.Offset);
            });
        }));

        for (var i = 0; i < Count; i++)
        {
            var (writer, other) = i % 2 == 0 ? (A, B) : (B, A);
            other.Bus.Report("a", (await writer.Host.PublishAsync("a", $"{i}")).Last);
        }

        foreach (var reader in reading)
            (await reader.OrTimeout()).Should().Equal(Enumerable.Range(1, Count).Select(offset => (long)offset));
        ((Node[])[A, B]).Should().AllSatisfy(node =>
        {
            node.Log.JointReads.Should().BeInRange(1, Count / 2);
            node.Log.PageReads.Should().Be(0);
        });
    }

    [Fact]
    public async Task Messages_that_the_bus_brings_late_fill_the_hole_without_a_read_or_after_one()
    {
        await using var reader = await A.Host.SubscribeAsync("a", SubscriptionStart.Live);
        await B.Host.PublishAsync("a", "1");
        await A.Host.PublishAsync("a", "2");
        A.Bus.Report(new TopicChange(new TopicName("a"), 1, await _shared.PageAsync("a", 1, 1)));

        (await reader.TakeAsync(2)).Select(message => message.Text).Should().Equal("1", "2");
        A.Log.JointReads.Should().BeLessThanOrEqualTo(1);
        A.Log.PageReads.Should().Be(0);
    }

    [Fact]
    public async Task A_hole_that_nobody_announces_is_read_once_for_all_topics_and_readers()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"topic:{i}")];
        var readers = new List<Subscription>();
        foreach (var name in names)
        {
            readers.Add(await A.Host.SubscribeAsync(name, SubscriptionStart.Live));
            readers.Add(await A.Host.SubscribeAsync(name, SubscriptionStart.Live));
            await B.Host.PublishAsync(name, "1");
        }

        await Task.WhenAll(names.Select(name => A.Host.PublishAsync(name, "2")));

        foreach (var reader in readers)
        {
            (await reader.TakeAsync(2)).Select(message => message.Text).Should().Equal("1", "2");
            await reader.DisposeAsync();
        }

        A.Log.JointReads.Should().BeInRange(1, names.Length);
        A.Log.PageReads.Should().Be(0);
    }

    [Fact]
    public async Task While_the_log_cannot_be_read_readers_wait_and_miss_nothing_afterwards()
    {
        A.Host.Logs.Expect("Failed to read messages of other nodes");
        await using var reader = await A.Host.SubscribeAsync("a", SubscriptionStart.Live);
        A.Log.FailsReads = true;
        await B.Host.PublishAsync("a", "1");
        await A.Host.PublishAsync("a", "2");
        A.Bus.Report("a", 1);
        await Eventually.BecomesAsync(() => Task.FromResult(A.Log.JointReads), static reads => reads >= 3);
        await A.Host.PublishAsync("a", "3");
        A.Log.FailsReads = false;

        (await reader.TakeAsync(3)).Select(message => message.Text).Should().Equal("1", "2", "3");
        A.Log.PageReads.Should().Be(0);
    }

    [Fact]
    public async Task More_early_messages_than_may_wait_arrive_all_the_same()
    {
        const int Count = EarlyMessages.MaxMessages + 1_000;
        await using var reader = await A.Host.SubscribeAsync("a", SubscriptionStart.Live);
        await B.Host.PublishAsync("a", "0");
        for (var i = 1; i <= Count; i += 100)
            await A.Host.PublishAsync("a", [.. Enumerable.Range(i, 100).Select(n => $"{n}")]);

        (await reader.TakeAsync(1 + Count)).Take(1 + Count).Select(message => message.Offset).Should()
            .Equal(Enumerable.Range(1, 1 + Count).Select(offset => (long)offset));
    }

    [Fact]
    public async Task A_live_reader_does_not_get_what_was_acknowledged_before_it_came()
    {
        await using var early = await A.Host.SubscribeAsync("a", SubscriptionStart.Live);
        await B.Host.PublishAsync("a", "1");
        await A.Host.PublishAsync("a", "2");
        await using var late = await A.Host.SubscribeAsync("a", SubscriptionStart.Live);
        await A.Host.PublishAsync("a", "3");

        (await early.TakeAsync(3)).Select(message => message.Text).Should().Equal("1", "2", "3");
        (await late.TakeAsync(1)).Select(message => message.Text).Should().Equal("3");
    }

    [Fact]
    public async Task A_reader_that_comes_from_the_other_node_goes_on_where_it_was()
    {
        await using var other = await A.Host.SubscribeAsync("a", SubscriptionStart.Live);
        await B.Host.PublishAsync("a", "1");
        var second = await B.Host.PublishAsync("a", "2");
        await using var reader = await A.Host.SubscribeAsync("a", second.After(1));
        await using var newest = await A.Host.SubscribeAsync("a", second.After(2));
        reader.StartsWithGap.Should().BeFalse();
        newest.StartsWithGap.Should().BeFalse();
        await A.Host.PublishAsync("a", "3");

        (await reader.TakeAsync(2)).Select(message => message.Text).Should().Equal("2", "3");
        (await newest.TakeAsync(1)).Select(message => message.Text).Should().Equal("3");
        (await other.TakeAsync(3)).Select(message => message.Text).Should().Equal("1", "2", "3");
    }

    private sealed class Node(TopicHost host, FailingLog log, ManualBus bus) : IAsyncDisposable
    {
        public TopicHost Host => host;

        public FailingLog Log => log;

        public ManualBus Bus => bus;

        public static async Task<Node> StartAsync(ITopicLog shared)
        {
            var (log, bus) = (new FailingLog(shared), new ManualBus());
            return new Node(await TopicHost.StartAsync(log, bus), log, bus);
        }

        public ValueTask DisposeAsync() => host.DisposeAsync();
    }
}
