using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>
/// A log loses its newest messages and goes on under another epoch: subscribers that have received them are told, others go on.
/// </summary>
public sealed class FailoverTests
{
    private readonly FailoverLog _log = new();
    private readonly ManualBus _bus = new();

    [Fact]
    public async Task A_reader_without_lost_messages_goes_on()
    {
        await using var host = await TopicHost.StartAsync(_log, _bus);
        var before = await host.PublishAsync("a", "1", "2", "3");
        await using var reader = await host.SubscribeAsync("a", before.After(0));
        await reader.TakeAsync(3);

        await _log.FailOverAsync(lost: 0);
        var after = await host.PublishAsync("a", "4");

        after.Epoch.Should().NotBe(before.Epoch);
        var next = (await reader.TakeAsync(1)).Single();
        (next.Text, next.Position).Should().Be(("4", new Position(after.Epoch, 4)));
        reader.Positions.Single().Value.Should().Be(new Position(after.Epoch, 4));
    }

    [Fact]
    public async Task A_reader_of_a_topic_that_can_expire_goes_on()
    {
        await using var host = await TopicHost.StartAsync(_log, _bus);
        var creation = new TopicCreation { ContentType = "text/plain", TimeToLive = TimeSpan.FromHours(1) };
        var before = await host.Topics.AppendAsync(
            new TopicName("a"), Appends.Of("a", "1").Messages, conditions: null, creation, CancellationToken.None).OrTimeout();
        await using var reader = await host.SubscribeAsync("a", before.After(1));

        await _log.FailOverAsync(lost: 0);
        await host.PublishAsync("a", "2");

        (await reader.TakeAsync(1)).Single().Text.Should().Be("2");
    }

    [Fact]
    public async Task A_page_of_the_log_that_was_read_after_the_failover_comes_after_the_gap_and_once()
    {
        var log = new FailingLog(_log);
        await using var host = await TopicHost.StartAsync(log, _bus, ("Topics:RingMessages", "16"));
        var before = await host.PublishAsync("a", [.. Enumerable.Range(1, 20).Select(i => $"{i}")]);
        await using var reader = await host.SubscribeAsync("a", before.After(3));
        log.BeforeRead = async () =>
        {
            await _log.FailOverAsync(lost: 18);
            await host.PublishAsync("a", "3, again", "4, again", "5, again");
        };

        var read = await reader.TakeAsync(4);
        var epoch = (await _log.StateAsync("a")).Epoch;
        GapOf(read[0]).Should().Be(("gap", $"{before.Epoch}-3", $"{epoch}-2"));
        read.Skip(1).Select(message => message.Text).Should().Equal("3, again", "4, again", "5, again");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reader_that_has_received_lost_messages_gets_a_gap_and_what_came_in_their_place(bool isReported)
    {
        await using var host = await TopicHost.StartAsync(_log, _bus);
        var before = await host.PublishAsync("a", "1", "2", "3", "4", "5");
        await using var reader = await host.SubscribeAsync("a", before.After(0));
        await using var slow = await host.SubscribeAsync("a", before.After(1));
        await reader.TakeAsync(5);

        await _log.FailOverAsync(lost: 2);
        if (isReported)
            await ReportAsync("a");
        var after = await host.PublishAsync("a", "4, again");

        var read = await reader.TakeAsync(2);
        GapOf(read[0]).Should().Be(("gap", $"{before.Epoch}-5", $"{after.Epoch}-3"));
        (read[1].Text, read[1].Position).Should().Be(("4, again", new Position(after.Epoch, 4)));
        (await slow.TakeAsync(3)).Select(message => message.Text).Should().Equal("2", "3", "4, again");
    }

    [Fact]
    public async Task A_reader_is_told_although_nobody_publishes_afterwards()
    {
        await using var host = await TopicHost.StartAsync(_log, _bus);
        var before = await host.PublishAsync("a", "1", "2");
        await using var reader = await host.SubscribeAsync("a", before.After(0));
        await reader.TakeAsync(2);

        await _log.FailOverAsync(lost: 1);
        await ReportAsync("a");

        var epoch = (await _log.StateAsync("a")).Epoch;
        GapOf((await reader.TakeAsync(1)).Single()).Should().Be(("gap", $"{before.Epoch}-2", $"{epoch}-1"));
    }

    [Fact]
    public async Task A_position_of_the_former_epoch_goes_on_up_to_what_was_kept()
    {
        await using var host = await TopicHost.StartAsync(_log, _bus);
        var before = await host.PublishAsync("a", "1", "2", "3", "4", "5");
        await _log.FailOverAsync(lost: 2);
        var after = await host.PublishAsync("a", "4, again");

        await using var kept = await host.SubscribeAsync("a", before.After(3));
        await using var lost = await host.SubscribeAsync("a", before.After(4));
        (kept.StartsWithGap, lost.StartsWithGap).Should().Be((false, true));

        (await kept.TakeAsync(1)).Single().Text.Should().Be("4, again");
        var read = await lost.TakeAsync(2);
        GapOf(read[0]).Should().Be(("gap", $"{before.Epoch}-4", $"{after.Epoch}-3"));
        read[1].Text.Should().Be("4, again");
    }

    [Fact]
    public async Task Of_several_failovers_the_one_that_kept_least_counts()
    {
        await using var host = await TopicHost.StartAsync(_log, _bus);
        var first = await host.PublishAsync("a", "1", "2", "3", "4", "5");
        await using var reader = await host.SubscribeAsync("a", first.After(0));
        var received = new ReceivedMessages();
        received.Add(await reader.TakeAsync(5));
        await _log.FailOverAsync(lost: 3);
        await host.PublishAsync("a", "3, again", "4, again", "5, again");
        await _log.FailOverAsync(lost: 1);
        var third = await host.PublishAsync("a", "5, once more");

        await using var old = await host.SubscribeAsync("a", first.After(3));
        var read = await old.TakeAsync(4);
        GapOf(read[0]).Should().Be(("gap", $"{first.Epoch}-3", $"{third.Epoch}-2"));
        read.Skip(1).Select(message => message.Text).Should().Equal("3, again", "4, again", "5, once more");

        while (received.Texts is not [.., "5, once more"])
            received.Add(await reader.TakeAsync(1));
        received.Texts.Should().Equal("1", "2", "3, again", "4, again", "5, once more");
    }

    [Fact]
    public async Task A_live_subscription_starts_in_the_new_epoch()
    {
        await using var host = await TopicHost.StartAsync(_log, _bus);
        await host.PublishAsync("a", "1", "2");
        await _log.FailOverAsync(lost: 1);
        await ReportAsync("a");
        var epoch = (await _log.StateAsync("a")).Epoch;
        var position = await Eventually.BecomesAsync(
            async () =>
            {
                await using var live = await host.SubscribeAsync("a", SubscriptionStart.Live);
                return live.Positions.Single().Value;
            },
            position => position.Epoch == epoch);
        position.Offset.Should().Be(1);
    }

    /// <summary>
    /// Readers that apply what they are told have what the log has, and are told of a loss only if they have lost something.
    /// </summary>
    [Fact]
    public async Task Whatever_fails_over_no_reader_loses_anything_in_silence()
    {
        for (var seed = 0; seed < 40; seed++)
            await RunAsync(new Random(seed), because: $"of seed {seed}").OrTimeout();
    }

    private static async Task RunAsync(Random random, string because)
    {
        var (log, bus) = (new FailoverLog(), new ManualBus());
        await using var host = await TopicHost.StartAsync(log, bus, ("Topics:RingMessages", "16"));
        var readers = new List<(Subscription Subscription, ReceivedMessages Received)>();
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(7))
            {
                case 0:
                    readers.Add((await host.SubscribeAsync("a", SubscriptionStart.Earliest), new ReceivedMessages()));
                    break;
                case 1:
                    await log.AppendAsync("a", $"{step}, of another node");
                    var state = await log.StateAsync("a");
                    bus.Report(new TopicChange(new TopicName("a"), state.Newest) { Epoch = state.Epoch });
                    break;
                case 2 when random.Next(3) == 0:
                    await log.FailOverAsync(random.Next(4));
                    break;
                case 3 or 4:
                    foreach (var (subscription, received) in readers)
                        await received.ReadWaitingAsync(subscription);
                    break;
                default:
                    await host.PublishAsync("a", [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => $"{step}.{i}")]);
                    break;
            }
        }

        await host.PublishAsync("a", "the end");
        var kept = (await log.AllAsync("a")).Select(message => message.Text).ToList();
        foreach (var (subscription, received) in readers)
        {
            while (received.Texts is not [.., "the end"])
                received.Add(await subscription.TakeAsync(1));
            received.Texts.Should().Equal(kept, because);
            received.NeedlessGaps.Should().Be(0, because);
            await subscription.DisposeAsync();
        }
    }

    private static (string Type, string? Requested, string Position) GapOf(Message gap) =>
        (gap.Type, JsonDocument.Parse(gap.Text).RootElement.GetProperty("requested").GetString(), gap.Position.ToString());

    private async Task ReportAsync(string topic)
    {
        var state = await _log.StateAsync(topic);
        _bus.Report(new TopicChange(new TopicName(topic), state.Newest) { Epoch = state.Epoch });
    }
}
