using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class LogWriterTests
{
    private readonly FailingLog _log = new(Stores.Memory());

    [Fact]
    public async Task If_the_log_fails_all_waiting_publishes_are_refused_and_the_next_one_succeeds()
    {
        await using var host = await TopicHost.StartAsync(_log);
        host.Logs.Expect("Failed to append");
        _log.Fails = true;
        _log.Hold();
        var publishes = Enumerable.Range(0, 50).Select(i => host.PublishAsync($"topic:{i % 5}", $"{i}")).ToList();
        await _log.Held.Task.OrTimeout();
        _log.Release();

        foreach (var publish in publishes)
        {
            var refusal = await FluentActions.Awaiting(() => publish).Should().ThrowAsync<RefusalException>()
                .WithMessage("The disk is full; nothing was stored.");
            (refusal.Which.Reason, refusal.Which.IsOutcomeUnknown).Should().Be((RefusalReason.Unavailable, false));
        }

        _log.Fails = false;
        (await host.PublishAsync("topic:0", "again")).First.Should().Be(1, "nothing was published before");
    }

    [Fact]
    public async Task A_log_that_fails_without_a_refusal_leaves_the_outcome_unknown()
    {
        await using var host = await TopicHost.StartAsync(_log);
        host.Logs.Expect("Failed to append");
        (_log.Fails, _log.Failure) = (true, new IOException("The connection was closed."));

        var refusal = await FluentActions.Awaiting(() => host.PublishAsync("a", "1")).Should().ThrowAsync<RefusalException>()
            .WithMessage("*may or may not be stored*");

        (refusal.Which.Reason, refusal.Which.IsOutcomeUnknown).Should().Be((RefusalReason.Unavailable, true));
    }

    [Fact]
    public async Task A_stop_writes_all_accepted_messages_and_refuses_further_ones()
    {
        await using var host = await TopicHost.StartAsync(_log);
        _log.Hold();
        var publishes = Enumerable.Range(0, 100).Select(i => host.PublishAsync("a", $"{i}")).ToList();
        await _log.Held.Task.OrTimeout();
        var stopping = host.StopAsync();
        _log.Release();
        await stopping;

        (await Task.WhenAll(publishes).OrTimeout()).Select(result => result.First).Order().Should()
            .Equal(Enumerable.Range(1, 100).Select(offset => (long)offset));
        (await _log.StateAsync("a")).Newest.Should().Be(100);
        var late = () => host.PublishAsync("a", "late");
        (await late.Should().ThrowAsync<RefusalException>().WithMessage("The server is stopping*")).Which.Reason.Should()
            .Be(RefusalReason.Unavailable);
    }

    [Fact]
    public async Task Ten_thousand_publishes_at_once_share_a_few_commits()
    {
        const int Count = 10_000;
        await using var host = await TopicHost.StartAsync(_log);
        _log.Hold();
        // The publishes run on the thread pool, as in the server; the context of the test framework would run them one after another.
        var publishes = await Task.Run(() => Enumerable.Range(0, Count).Select(i => host.PublishAsync($"topic:{i % 10}", $"{i}")).ToList());
        await _log.Held.Task.OrTimeout();
        _log.Release();

        (await Task.WhenAll(publishes).OrTimeout()).Sum(result => result.Appended).Should().Be(Count);
        _log.Commits.Should().BeLessThan(Count / 100);
    }

    [Fact]
    public async Task A_subscriber_receives_a_message_only_after_its_commit()
    {
        await using var host = await TopicHost.StartAsync(_log);
        await using var subscription = await host.SubscribeAsync("a", SubscriptionStart.Live);
        _log.Hold();
        var publish = host.PublishAsync("a", "1");
        await _log.Held.Task.OrTimeout();
        var reading = subscription.ReadAsync(CancellationToken.None).AsTask();
        reading.IsCompleted.Should().BeFalse();
        publish.IsCompleted.Should().BeFalse("nothing is acknowledged before it is kept");
        _log.Release();

        (await reading.OrTimeout()).Single().Text.Should().Be("1");
        await publish.OrTimeout();
    }

    [Fact]
    public async Task A_publish_whose_client_has_gone_reaches_a_subscriber_that_came_before_its_commit()
    {
        await using var host = await TopicHost.StartAsync(_log);
        _log.Hold();
        using var leaving = new CancellationTokenSource();
        var publish = host.Topics.AppendAsync(new TopicName("a"), Appends.Of("a", "1").Messages, key: null, part: null, leaving.Token)
            .AsTask();
        await _log.Held.Task.OrTimeout();
        await leaving.CancelAsync();
        await using var subscription = await host.SubscribeAsync("a", SubscriptionStart.Live);
        _log.Release();

        (await publish.OrTimeout()).First.Should().Be(1);
        (await subscription.TakeAsync(1)).Single().Text.Should().Be("1");
        (await host.PublishAsync("a", "2")).First.Should().Be(2);
        (await _log.AllAsync("a")).Should().Equal((1, "1"), (2, "2"));
    }
}
