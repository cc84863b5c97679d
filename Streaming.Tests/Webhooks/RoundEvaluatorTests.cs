using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Storage.Memory;
using Streaming.Server.Webhooks;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Tests when a topic that fails for a long time disables its webhook.</summary>
public sealed class RoundEvaluatorTests
{
    private static readonly TopicName s_bad = new("bad");
    private static readonly TopicName s_fine = new("fine");

    private readonly MemoryWebhookStore _store = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(Appends.Noon));
    private readonly Webhook _webhook = new()
    {
        Id = WebhookId.New(),
        Url = new Uri("https://example.com/"),
        Topics = ["*"],
        Secret = WebhookSecret.New(),
    };

    [Fact]
    public async Task A_webhook_is_disabled_if_all_its_requests_fail_for_five_days()
    {
        await FailAsync();
        _time.Advance(TimeSpan.FromDays(5));
        (await FailAsync()).DisabledFor.Should().Contain("Topic bad has failed since 2026-03-01 12:00:00Z");
    }

    [Fact]
    public async Task Only_the_topic_waits_if_the_receiver_accepts_another_one()
    {
        await FailAsync();
        _time.Advance(TimeSpan.FromDays(4));
        await _store.WriteAsync(
            new MoveCursor(_webhook.Id, From: null, new WebhookCursor(s_fine, 1)) { Deliveries = [Delivery(error: null)], Keep = 9 },
            CancellationToken.None);
        _time.Advance(TimeSpan.FromDays(4));
        var result = await FailAsync();
        (result.DisabledFor, result.Error).Should().Be((null, "It broke."));
        result.Delay.Should().BePositive();

        _time.Advance(TimeSpan.FromDays(2));
        (await FailAsync()).DisabledFor.Should().NotBeNull("nothing was accepted for five days");
    }

    [Fact]
    public async Task A_change_of_the_topics_does_not_disable_a_webhook_whose_receiver_accepts_another_topic()
    {
        await FailAsync();
        _time.Advance(TimeSpan.FromDays(5));
        await _store.WriteAsync(
            new MoveCursor(_webhook.Id, From: null, new WebhookCursor(s_fine, 1)) { Deliveries = [Delivery(error: null)], Keep = 9 },
            CancellationToken.None);
        await _store.WriteAsync(new SaveWebhook(_webhook with { Version = 2, Topics = ["*", "more"] }, []), CancellationToken.None);
        (await FailAsync()).DisabledFor.Should().BeNull();
    }

    [Fact]
    public async Task Of_four_refused_requests_in_a_row_one_defers_its_messages_if_the_order_is_not_needed()
    {
        var unordered = _webhook with { IsOrdered = false };
        var deferred = new List<int>();
        for (var i = 0; i < 9; i++)
            deferred.Add((await FailAsync(unordered)).DeferredDelays.Count);
        deferred.Should().Equal(1, 0, 0, 0, 1, 0, 0, 0, 1);

        _time.Advance(TimeSpan.FromDays(5));
        (await FailAsync(unordered)).DisabledFor.Should().Contain("Topic bad has failed since 2026-03-01 12:00:00Z");
    }

    private async Task<RoundResult> FailAsync(Webhook? changed = null)
    {
        var webhook = changed ?? _webhook;
        await _store.WriteAsync(new SaveWebhook(webhook, []), CancellationToken.None);
        var options = Options.Create(new WebhookOptions());
        var evaluator = new RoundEvaluator(_store, new WebhookBackoff(options), options, new StoreClock(_time));
        var cursor = await _store.FindCursorAsync(_webhook.Id, s_bad, CancellationToken.None) ?? new WebhookCursor(s_bad, 0);
        var batch = new MessageBatch(s_bad, new Position("abcdef", 0), new Position("abcdef", 1), []);
        var result = await evaluator.EvaluateAsync(
            webhook, cursor, [batch], [new SendResult(Delivery("It broke."), TimeSpan.Zero)]);
        await _store.WriteAsync(result.Move, CancellationToken.None);
        return result;
    }

    private WebhookDelivery Delivery(string? error) =>
        new(1, "msg_1", "bad", null, null, 1, 1, _time.GetUtcNow().UtcDateTime, 1, error is null ? 200 : 422, error);
}
