using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class SubscriptionTests
{
    [Fact]
    public async Task The_newest_messages_of_each_type_end_at_the_given_offset_although_more_have_come()
    {
        await using var host = await TopicHost.StartAsync();
        await using var subscription = await host.SubscribeAsync("a", SubscriptionStart.Live);
        await host.PublishAsync("a", "1", "2", "3", "4", "5");
        var topic = host.Topics.Loaded.Single();

        var latest = LatestByType.TryRead(topic, next: 1, topic.Epochs.Changes, newest: 3);

        latest!.Select(message => message.Offset).Should().Equal(3);
    }

    [Fact]
    public async Task A_position_before_the_oldest_message_starts_with_one_gap_of_exactly_the_lost_messages()
    {
        await using var host = await TopicHost.StartAsync(settings: ("Topics:RingMessages", "16"));
        var result = await host.PublishAsync("a", [.. Enumerable.Range(1, 100).Select(i => $"{i}")]);
        await host.Topics.TrimAsync(new TopicName("a"), 50, CancellationToken.None);
        await using var subscription = await host.SubscribeAsync("a", result.After(10));
        await host.PublishAsync("a", "101");

        var read = await subscription.TakeAsync(53);

        Lost(read[0]).Should().Be(("gap", $"{result.Epoch}-10", $"{result.Epoch}-50", 39));
        read.Skip(1).Select(message => message.Offset).Should().Equal(Enumerable.Range(50, 52).Select(offset => (long)offset));
        read.Skip(1).Should().AllSatisfy(message => message.Type.Should().Be(MessageType.Default));
    }

    [Fact]
    public async Task A_subscriber_whose_next_messages_are_trimmed_receives_one_gap()
    {
        await using var host = await TopicHost.StartAsync(settings: ("Topics:RingMessages", "16"));
        var result = await host.PublishAsync("a", "1");
        await using var subscription = await host.SubscribeAsync("a", result.After(0));
        (await subscription.TakeAsync(1))[0].Text.Should().Be("1");
        await host.PublishAsync("a", [.. Enumerable.Range(2, 199).Select(i => $"{i}")]);
        await host.Topics.TrimAsync(new TopicName("a"), 100, CancellationToken.None);

        var read = await subscription.TakeAsync(102);

        Lost(read[0]).Should().Be(("gap", $"{result.Epoch}-1", $"{result.Epoch}-100", 98));
        read.Skip(1).Select(message => message.Offset).Should().Equal(Enumerable.Range(100, 101).Select(offset => (long)offset));
    }

    [Fact]
    public async Task Trimmed_messages_are_not_replayed_from_the_ring()
    {
        await using var host = await TopicHost.StartAsync();
        var result = await host.PublishAsync("a", "1", "2", "3", "4");
        await host.Topics.TrimAsync(new TopicName("a"), 3, CancellationToken.None);
        await using var subscription = await host.SubscribeAsync("a", result.After(0));

        var read = await subscription.TakeAsync(3);

        Lost(read[0]).Should().Be(("gap", $"{result.Epoch}-0", $"{result.Epoch}-3", 2));
        read.Skip(1).Select(message => message.Text).Should().Equal("3", "4");
    }

    [Fact]
    public async Task A_position_of_another_epoch_starts_with_a_gap_before_all_kept_messages()
    {
        await using var host = await TopicHost.StartAsync();
        var result = await host.PublishAsync("a", "1", "2");
        await using var subscription = await host.SubscribeAsync(
            "a", new SubscriptionStart(new Position("former", 77), FromEarliest: false));

        subscription.StartsWithGap.Should().BeTrue();
        var read = await subscription.TakeAsync(3);

        Lost(read[0]).Should().Be(("gap", "former-77", $"{result.Epoch}-1", null));
        read.Skip(1).Select(message => message.Text).Should().Equal("1", "2");
        subscription.StartsWithGap.Should().BeFalse();
    }

    [Fact]
    public async Task A_position_after_the_newest_message_starts_with_a_gap_before_all_kept_messages()
    {
        await using var host = await TopicHost.StartAsync();
        var result = await host.PublishAsync("a", "1", "2");
        await using var subscription = await host.SubscribeAsync("a", result.After(9));
        var read = await subscription.TakeAsync(3);
        read[0].Type.Should().Be(MessageType.Gap);
        read.Skip(1).Select(message => message.Text).Should().Equal("1", "2");
    }

    [Fact]
    public async Task A_gap_is_sent_even_if_the_topic_is_empty()
    {
        await using var host = await TopicHost.StartAsync();
        await using var subscription = await host.SubscribeAsync(
            "a", new SubscriptionStart(new Position("former", 7), FromEarliest: false));
        var gap = (await subscription.TakeAsync(1)).Single();
        gap.Type.Should().Be(MessageType.Gap);
        gap.Offset.Should().Be(0);
        await host.PublishAsync("a", "first");
        (await subscription.TakeAsync(1)).Single().Text.Should().Be("first");
    }

    [Fact]
    public async Task A_position_at_offset_0_includes_all_messages()
    {
        await using var host = await TopicHost.StartAsync();
        var epoch = (await host.Topics.GetStateAsync(new TopicName("a"), CancellationToken.None)).Epoch;
        await using var early = await host.SubscribeAsync("a", new SubscriptionStart(new Position(epoch, 0), FromEarliest: false));
        early.StartsWithGap.Should().BeFalse();
        await host.PublishAsync("a", "1");
        await using var late = await host.SubscribeAsync("a", new SubscriptionStart(new Position(epoch, 0), FromEarliest: false));

        (await early.TakeAsync(1)).Single().Text.Should().Be("1");
        (await late.TakeAsync(1)).Single().Text.Should().Be("1");
    }

    [Fact]
    public async Task A_live_subscription_receives_only_later_messages()
    {
        await using var host = await TopicHost.StartAsync();
        await host.PublishAsync("a", "before");
        await using var subscription = await host.SubscribeAsync("a", SubscriptionStart.Live);
        await host.PublishAsync("a", "after");
        (await subscription.TakeAsync(1)).Single().Text.Should().Be("after");
    }

    [Fact]
    public async Task A_cancellation_ends_a_waiting_read()
    {
        await using var host = await TopicHost.StartAsync();
        await using var subscription = await host.SubscribeAsync("a", SubscriptionStart.Live);
        using var leaving = new CancellationTokenSource();

        var reading = subscription.ReadAsync(leaving.Token).AsTask();
        reading.IsCompleted.Should().BeFalse();
        await leaving.CancelAsync();

        (await reading.OrTimeout()).Should().BeEmpty();
        await host.PublishAsync("a", "1");
        (await subscription.TakeAsync(1)).Single().Text.Should().Be("1", "another reading may follow");
    }

    [Fact]
    public async Task An_enumeration_ends_with_its_cancellation_token()
    {
        await using var host = await TopicHost.StartAsync();
        await using var subscription = await host.SubscribeAsync("a", SubscriptionStart.Live);
        using var leaving = new CancellationTokenSource();
        await host.PublishAsync("a", "1");

        var enumerate = async () =>
        {
            await foreach (var message in subscription.WithCancellation(leaving.Token))
            {
                message.Text.Should().Be("1");
                await leaving.CancelAsync();
            }
        };

        await enumerate.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_subscription_is_counted_until_it_is_disposed()
    {
        await using var host = await TopicHost.StartAsync();
        var topic = new TopicName("a");
        host.Topics.CountSubscribers(topic).Should().Be(0);
        var first = await host.SubscribeAsync("a", SubscriptionStart.Live);
        var second = await host.SubscribeAsync("a", SubscriptionStart.Earliest);
        host.Topics.CountSubscribers(topic).Should().Be(2);
        (await host.PublishAsync("a", "1")).Subscribers.Should().Be(2);

        await first.DisposeAsync();
        await first.DisposeAsync();
        host.Topics.CountSubscribers(topic).Should().Be(1, "disposing twice counts once");
        await second.DisposeAsync();
        host.Topics.CountSubscribers(topic).Should().Be(0);
    }

    private static (string Type, string? Requested, string? Oldest, long? Lost) Lost(Message gap)
    {
        var json = JsonDocument.Parse(gap.Text).RootElement;
        var lost = json.GetProperty("lost");
        return (gap.Type, json.GetProperty("requested").GetString(), json.GetProperty("oldest")
            .GetString(), lost.ValueKind == JsonValueKind.Null ? null : lost.GetInt64());
    }
}
