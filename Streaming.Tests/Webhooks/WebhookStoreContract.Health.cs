using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

public abstract partial class WebhookStoreContract
{
    [StoreFact]
    public async Task A_webhook_fails_from_its_first_failed_topic_until_its_last_one_is_delivered()
    {
        var id = await SaveAsync(NewWebhook() with { Topics = ["*"] });
        var noon = Appends.Noon;
        (await HealthAsync(Move(id, 0, At("a", 1)) with { Deliveries = [NewDelivery(200)], Keep = 9 })).Should()
            .Be(HealthChange.None);
        (await HealthAsync(Move(id, 1, Failing("a", 1)))).Should().Be(HealthChange.Failing);
        (await HealthAsync(Move(id, 1, Failing("a", 1)))).Should().Be(HealthChange.None, "it is reported once");
        (await HealthAsync(Move(id, 0, Failing("b", 0)))).Should().Be(HealthChange.None);
        (await ListHealthAsync()).Should().Equal(new WebhookHealth(id, noon));

        (await HealthAsync(Move(id, 1, At("a", 2)) with { Deliveries = [NewDelivery(200)], Keep = 9 })).Should()
            .Be(HealthChange.None, "the other topic still fails");
        (await ListHealthAsync()).Should().Equal(new WebhookHealth(id, noon) { LastSuccess = noon });
        (await HealthAsync(Move(id, 0, At("b", 1)))).Should().Be(HealthChange.Recovered);
        (await ListHealthAsync()).Should().BeEmpty();
        (await HealthAsync(Move(id, 1, At("b", 2)))).Should().Be(HealthChange.None);
    }

    [StoreFact]
    public async Task A_webhook_with_a_deferred_batch_fails_until_the_batch_is_delivered()
    {
        var id = await SaveAsync(NewWebhook());
        var news = new TopicName("news");
        var batch = new DeferredBatch(news, 0, 1, 1) { Failures = 1, FailingSince = Appends.Noon, Error = "It broke." };
        (await HealthAsync(Move(id, 0, At("news", 1)) with { Deferred = [batch], Keep = 9 })).Should().Be(HealthChange.Failing);
        (await HealthAsync(Move(id, 1, At("news", 2)) with { Deliveries = [NewDelivery(200)], Keep = 9 })).Should()
            .Be(HealthChange.None);
        (await HealthAsync(new UpdateDeferred(id, news, 0, 1) { Error = "Again.", Delivery = NewDelivery(null), Keep = 9 })).Should()
            .Be(HealthChange.None);
        (await HealthAsync(new UpdateDeferred(id, news, 0, 1) { Delivery = NewDelivery(200), Keep = 9 })).Should()
            .Be(HealthChange.Recovered);

        var deferred = At("news", 3) with { Failures = 1, FailingSince = Appends.Noon, Error = "It broke." };
        (await HealthAsync(Move(id, 2, deferred) with { Deferred = [batch with { After = 2, Through = 3 }], Keep = 9 })).Should()
            .Be(HealthChange.Failing);
        (await HealthAsync(new UpdateDeferred(id, news, 2, 3) { Delivery = NewDelivery(200), Keep = 9 })).Should()
            .Be(HealthChange.Recovered);
        (await CursorAsync(id, "news")).Should().Be(At("news", 3), "the failure of the deferred messages is over");
    }

    [StoreFact]
    public async Task The_health_of_a_webhook_ends_when_it_is_resumed_receives_other_topics_or_is_deleted()
    {
        var webhook = NewWebhook() with { Topics = ["*"] };
        var id = await SaveAsync(webhook);
        await MoveAsync(id, 0, Failing("a", 0));
        await WriteAsync(new SaveWebhook(webhook with { Version = 2, Batch = 7 }, []));
        (await ListHealthAsync()).Should().HaveCount(1, "another change is no reason");
        await WriteAsync(new SaveWebhook(webhook with { Version = 3 }, [], ClearsFailures: true));
        (await ListHealthAsync()).Should().BeEmpty();
        (await HealthAsync(Move(id, 0, Failing("a", 0)))).Should().Be(HealthChange.Failing);
        await WriteAsync(new SaveWebhook(webhook with { Version = 4, Topics = ["b"] }, []));
        (await ListHealthAsync()).Should().BeEmpty();
        await MoveAsync(id, 0, Failing("b", 0));
        await WriteAsync(new DeleteWebhook(id));
        (await ListHealthAsync()).Should().BeEmpty();
    }

    [StoreFact]
    public async Task The_health_stays_with_its_last_success_when_topics_change_and_a_topic_still_fails()
    {
        var webhook = NewWebhook() with { Topics = ["a", "b"] };
        var id = await SaveAsync(webhook);
        await MoveAsync(id, 0, Failing("a", 0));
        (await HealthAsync(Move(id, 0, At("b", 1)) with { Deliveries = [NewDelivery(200)], Keep = 9 })).Should()
            .Be(HealthChange.None);
        await WriteAsync(new SaveWebhook(webhook with { Version = 2, Topics = ["a", "c"] }, []));
        (await ListHealthAsync()).Should().Equal(new WebhookHealth(id, Appends.Noon) { LastSuccess = Appends.Noon });
        (await HealthAsync(Move(id, 0, At("a", 1)))).Should().Be(HealthChange.Recovered);
    }

    [StoreFact]
    public async Task Of_concurrent_failures_one_is_the_first_and_of_concurrent_successes_one_is_the_last()
    {
        var id = await SaveAsync(NewWebhook() with { Topics = ["*"] });
        var began = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => HealthAsync(Move(id, 0, Failing($"t{i}", 0))))).OrTimeout();
        began.Count(change => change == HealthChange.Failing).Should().Be(1);
        var ended = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => HealthAsync(Move(id, 0, At($"t{i}", 1))))).OrTimeout();
        ended.Count(change => change == HealthChange.Recovered).Should().Be(1);
        (await ListHealthAsync()).Should().BeEmpty();
    }

    [StoreFact]
    public async Task A_failure_of_a_request_during_which_the_order_became_unneeded_is_not_counted()
    {
        var webhook = NewWebhook() with { Topics = ["a"], IsOrdered = true };
        var id = await SaveAsync(webhook);
        await MoveAsync(id, 0, Failing("a", 0));
        await WriteAsync(new SaveWebhook(webhook with { Version = 2, IsOrdered = false }, []));

        await WriteAsync(Move(id, 0, Failing("a", 0) with { Failures = 2 }) with { IsOrdered = true });

        var cursor = (await Store.FindCursorAsync(id, new TopicName("a"), CancellationToken.None).OrTimeout())!;
        (cursor.Failures, cursor.FailingSince, cursor.Error).Should().Be((0, null, null));
    }

    private async Task<HealthChange> HealthAsync(WebhookChange change)
    {
        var result = await Store.WriteAsync(change, CancellationToken.None).OrTimeout();
        result.IsWritten.Should().BeTrue();
        return result.Health;
    }

    private Task<IReadOnlyList<WebhookHealth>> ListHealthAsync() => Store.ListHealthAsync(CancellationToken.None).OrTimeout();

    private static WebhookCursor Failing(string topic, long offset) =>
        At(topic, offset) with { Through = offset + 1, Failures = 1, FailingSince = Appends.Noon, Error = "It broke." };
}
