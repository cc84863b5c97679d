using Streaming.Server.Core;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>Tests readers of a topic that is deleted and begins again while the server does something else with it.</summary>
public sealed class ConcurrentLivesTests
{
    private static readonly TopicName s_topic = new("a");

    private readonly FailingLog _log = new(Stores.Memory());

    [Fact]
    public async Task A_page_that_was_read_while_the_topic_began_again_is_not_given_to_a_reader_of_the_deleted_one()
    {
        await using var host = await TopicHost.StartAsync(_log);
        var old = await host.PublishAsync("a", "old");
        await using var subscription = await host.SubscribeAsync("a", old.After(0));
        _log.BeforeRead = async () =>
        {
            await host.Topics.DeleteAsync(s_topic, CancellationToken.None);
            await host.PublishAsync("a", "new");
        };

        var read = await subscription.TakeAsync(1);

        read[0].Type.Should().Be(MessageType.Closed);
        await using var next = await host.SubscribeAsync("a", SubscriptionStart.Earliest);
        (await next.TakeAsync(1))[0].Text.Should().Be("new");
    }

    [Fact]
    public async Task A_topic_that_began_again_during_the_deletion_of_the_earlier_one_is_not_ended()
    {
        await using var host = await TopicHost.StartAsync(_log);
        var old = await host.PublishAsync("a", "old");
        await using var subscription = await host.SubscribeAsync("a", old.After(1));
        _log.AfterDelete = async () =>
        {
            await host.PublishAsync("a", "1", "2");
            await Eventually.BecomesAsync(() => Task.FromResult(host.Topics.NewestInMemory(s_topic)), newest => newest == 2);
        };

        await host.Topics.DeleteAsync(s_topic, CancellationToken.None);
        await host.PublishAsync("a", "3");

        (await subscription.TakeAsync(1))[0].Type.Should().Be(MessageType.Closed);
        await using var next = await host.SubscribeAsync("a", SubscriptionStart.Earliest);
        var read = await next.TakeAsync(3);
        read.Select(message => message.Text).Should().Equal("1", "2", "3");
    }

    [Fact]
    public async Task A_topic_that_was_loaded_during_the_deletion_of_the_earlier_one_is_not_ended()
    {
        await using var host = await TopicHost.StartAsync(_log);
        await _log.AppendAsync("a", "old");
        Subscription? subscription = null;
        _log.AfterDelete = async () =>
        {
            await host.PublishAsync("a", "1");
            subscription = await host.SubscribeAsync("a", SubscriptionStart.Earliest);
        };

        await host.Topics.DeleteAsync(s_topic, CancellationToken.None);
        await host.PublishAsync("a", "2");

        await using var later = subscription!;
        (await later.TakeAsync(2)).Select(message => message.Text).Should().Equal("1", "2");
    }

    [Fact]
    public async Task A_deletion_whose_client_has_gone_ends_the_streams_of_the_topic()
    {
        await using var host = await TopicHost.StartAsync(_log);
        var old = await host.PublishAsync("a", "old");
        await using var subscription = await host.SubscribeAsync("a", old.After(1));
        using var leaving = new CancellationTokenSource();
        _log.AfterDelete = leaving.CancelAsync;

        (await host.Topics.DeleteAsync(s_topic, leaving.Token).OrTimeout()).Should().Be(DeleteOutcome.Deleted);

        (await subscription.TakeAsync(1))[0].Type.Should().Be(MessageType.Closed);
    }

    [Fact]
    public async Task A_deletion_after_which_the_store_fails_ends_the_streams_of_the_topic_when_the_store_works_again()
    {
        await using var host = await TopicHost.StartAsync(_log);
        host.Logs.Expect("its state could not be read afterwards");
        host.Logs.Expect("Failed to read messages of other nodes");
        var old = await host.PublishAsync("a", "old");
        await using var subscription = await host.SubscribeAsync("a", old.After(1));
        _log.AfterDelete = () => Task.FromResult(_log.FailsStates = true);

        (await host.Topics.DeleteAsync(s_topic, CancellationToken.None).OrTimeout()).Should().Be(DeleteOutcome.Deleted);
        _log.FailsStates = false;

        (await subscription.TakeAsync(1))[0].Type.Should().Be(MessageType.Closed);
    }

    [Fact]
    public async Task A_created_topic_that_is_deleted_while_the_store_fails_for_longer_ends_and_can_begin_again()
    {
        await using var host = await TopicHost.StartAsync(_log);
        host.Logs.Expect("its state could not be read afterwards");
        host.Logs.Expect("Failed to read messages of other nodes");
        var old = await host.Topics.AppendAsync(
            s_topic, Appends.Of("a", "old").Messages, conditions: null, new TopicCreation { ContentType = "text/plain" },
            CancellationToken.None);
        await using var subscription = await host.SubscribeAsync("a", old.After(1));
        _log.AfterDelete = () => Task.FromResult(_log.FailsStates = true);

        await host.Topics.DeleteAsync(s_topic, CancellationToken.None).OrTimeout();
        await Eventually.BecomesAsync(
            () => Task.FromResult(host.Logs.Entries.Any(entry => entry.Text.Contains("of other nodes", StringComparison.Ordinal))),
            static hasFailed => hasFailed);
        _log.FailsStates = false;

        (await subscription.TakeAsync(1))[0].Type.Should().Be(MessageType.Closed);
        await using var next = await host.SubscribeAsync("a", SubscriptionStart.Live);
        await host.PublishAsync("a", "new");
        (await next.TakeAsync(1))[0].Text.Should().Be("new");
    }

    [Fact]
    public async Task A_state_that_was_read_before_the_topic_began_again_changes_nothing()
    {
        await using var host = await TopicHost.StartAsync(_log);
        var old = await host.PublishAsync("a", "1", "2", "3");
        await using var subscription = await host.SubscribeAsync("a", old.After(3));
        var stale = await _log.StateAsync("a");
        await host.Topics.DeleteAsync(s_topic, CancellationToken.None);
        await host.PublishAsync("a", "new");
        (await subscription.TakeAsync(1))[0].Type.Should().Be(MessageType.Closed);
        await using var live = await host.SubscribeAsync("a", SubscriptionStart.Live);
        var topic = host.Topics.Loaded.Single(each => each.Name == s_topic);
        var epoch = topic.Epochs.Current;

        topic.CatchUp(stale);
        await topic.AdoptAsync(stale, CancellationToken.None);
        await host.PublishAsync("a", "next");

        topic.Epochs.Current.Should().Be(epoch);
        (await live.TakeAsync(1))[0].Text.Should().Be("next");
    }

    [Fact]
    public async Task A_subscriber_that_waits_for_a_topic_is_not_too_slow_for_the_messages_with_which_it_begins()
    {
        await using var host = await TopicHost.StartAsync(_log, time: null, ("Topics:RingMessages", "16"));
        var source = await host.PublishAsync("source", [.. Enumerable.Range(1, 100).Select(static i => $"{i}")]);
        await using var subscription = await host.Topics.SubscribeAsync(
            s_topic, SubscriptionStart.Earliest, CancellationToken.None, SlowPolicy.Disconnect);
        var reading = subscription.TakeAsync(100);

        await host.Topics.AppendAsync(
            s_topic, [], conditions: null, new TopicCreation { Fork = new ForkRequest(new("source"), null, source.Last, 0) },
            CancellationToken.None);

        (await reading.OrTimeout()).Select(message => message.Text).Should().Equal(Enumerable.Range(1, 100).Select(static i => $"{i}"));
    }

    [Fact]
    public async Task A_topic_whose_first_load_fails_half_way_misses_no_message()
    {
        await using var host = await TopicHost.StartAsync(_log);
        host.Logs.Expect("Failed to read messages of other nodes");
        var first = await _log.AppendAsync("a", "1");
        _log.AfterState = async () =>
        {
            await _log.AppendAsync("a", "2");
            _log.FailsStates = true;
        };
        await FluentActions.Awaiting(() => host.SubscribeAsync("a", first.After(1))).Should().ThrowAsync<RefusalException>();
        _log.FailsStates = false;

        await using var subscription = await host.SubscribeAsync("a", first.After(1));
        (await subscription.TakeAsync(1))[0].Text.Should().Be("2");
    }
}
