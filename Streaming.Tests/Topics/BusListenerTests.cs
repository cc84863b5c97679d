using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>A node receives what others appended to the same log.</summary>
public sealed class BusListenerTests
{
    private readonly FailingLog _log = new(Stores.Memory());
    private readonly ManualBus _bus = new();

    [Fact]
    public async Task A_batch_of_many_topics_is_read_from_the_log_at_once()
    {
        const int Topics = 100;
        await using var host = await TopicHost.StartAsync(_log, _bus);
        var names = Enumerable.Range(0, Topics).Select(i => $"topic:{i}").ToList();
        var subscriptions = new List<Subscription>();
        foreach (var name in names)
            subscriptions.Add(await host.SubscribeAsync(name, SubscriptionStart.Live));

        foreach (var name in names)
            await _log.AppendAsync(name, "1", "2");
        _bus.Report([.. names.Select(name => new TopicChange(new TopicName(name), 2))]);

        foreach (var subscription in subscriptions)
        {
            (await subscription.TakeAsync(2)).Select(message => message.Text).Should().Equal("1", "2");
            await subscription.DisposeAsync();
        }

        (_log.JointReads, _log.PageReads).Should().Be((1, 0));
    }

    [Fact]
    public async Task Messages_that_the_bus_brings_are_not_read_from_the_log()
    {
        await using var host = await TopicHost.StartAsync(_log, _bus);
        await using var subscription = await host.SubscribeAsync("a", SubscriptionStart.Live);

        await _log.AppendAsync("a", "1", "2");
        _bus.Report(new TopicChange(new TopicName("a"), 2, await _log.Inner.PageAsync("a", 1, 2)));

        (await subscription.TakeAsync(2)).Select(message => message.Text).Should().Equal("1", "2");
        (_log.JointReads, _log.PageReads).Should().Be((0, 0));
    }

    [Fact]
    public async Task Of_a_topic_without_subscribers_only_the_newest_offset_is_remembered()
    {
        await using var host = await TopicHost.StartAsync(_log, _bus);
        await host.PublishAsync("a", "1");

        await _log.AppendAsync("a", "2", "3");
        await _log.AppendAsync("unknown", "1");
        _bus.Report(new TopicChange(new TopicName("unknown"), 1), new TopicChange(new TopicName("a"), 3));
        await Eventually.BecomesAsync(
            () => Task.FromResult(host.Topics.NewestInMemory(new TopicName("a"))), static newest => newest == 3);

        await using var live = await host.SubscribeAsync("a", SubscriptionStart.Live);
        await host.PublishAsync("a", "4");
        (await live.TakeAsync(1)).Single().Text.Should().Be("4");
        (_log.JointReads, _log.PageReads).Should().Be((0, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_report_of_a_message_and_of_the_end_of_its_topic_ends_the_stream(bool isDeleted)
    {
        await using var host = await TopicHost.StartAsync(_log, _bus);
        await using var subscription = await host.SubscribeAsync("a", SubscriptionStart.Live);

        await _log.AppendAsync("a", "1");
        await (isDeleted ? _log.DeleteAsync("a") : (Task)_log.CloseAsync("a"));
        _bus.Report(new TopicChange(new TopicName("a"), 1) { IsDeleted = isDeleted, IsOfProperties = !isDeleted });

        var expected = isDeleted ? 1 : 2;
        (await subscription.TakeAsync(expected))[^1].Type.Should().Be(MessageType.Closed);
    }

    [Fact]
    public async Task More_messages_than_the_ring_holds_are_all_received()
    {
        const int Count = 3_000;
        await using var host = await TopicHost.StartAsync(_log, _bus, ("Topics:RingMessages", "64"));
        await using var subscription = await host.SubscribeAsync("a", SubscriptionStart.Live);

        await _log.FillAsync("a", Count);
        _bus.Report("a", Count);

        (await subscription.TakeAsync(Count)).Select(message => message.Offset).Should()
            .Equal(Enumerable.Range(1, Count).Select(offset => (long)offset));
    }
}
