using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

public abstract partial class WebhookStoreContract
{
    [StoreFact]
    public async Task A_cursor_is_moved_only_from_the_epoch_of_its_topic_that_the_mover_has_read()
    {
        var id = await SaveAsync(NewWebhook());
        var (first, second) = (At("news", 3) with { Epoch = "aaaaaa" }, At("news", 1) with { Epoch = "bbbbbb" });
        (await WriteAsync(new MoveCursor(id, At("news", 0), first))).Should().BeTrue();
        (await CursorAsync(id, "news")).Should().Be(first);

        (await WriteAsync(new MoveCursor(id, first with { Epoch = "cccccc" }, second))).Should().BeFalse();
        (await WriteAsync(new MoveCursor(id, first, second))).Should().BeTrue();

        (await CursorAsync(id, "news")).Should().Be(second);
    }

    [StoreFact]
    public async Task A_deferred_batch_is_removed_only_by_a_delivery_of_its_own_epoch()
    {
        var id = await SaveAsync(NewWebhook());
        var news = new TopicName("news");
        var batch = new DeferredBatch(news, 0, 1, 1) { Epoch = "bbbbbb", Failures = 1, FailingSince = Appends.Noon, Error = "It broke." };
        await WriteAsync(Move(id, 0, At("news", 1)) with { Deferred = [batch], Keep = 9 });

        await WriteAsync(new UpdateDeferred(id, news, 0, 1) { Epoch = "aaaaaa" });
        (await Store.ListDeferredAsync(id, 10, CancellationToken.None).OrTimeout()).Should().Equal(batch);

        await WriteAsync(new UpdateDeferred(id, news, 0, 1) { Epoch = "bbbbbb" });
        (await Store.ListDeferredAsync(id, 10, CancellationToken.None).OrTimeout()).Should().BeEmpty();
    }

    [StoreFact]
    public async Task A_deferred_batch_that_has_replaced_another_is_not_removed_by_the_delivery_of_the_other()
    {
        var id = await SaveAsync(NewWebhook());
        var news = new TopicName("news");
        var first = new DeferredBatch(news, 0, 2, 2) { Failures = 1, FailingSince = Appends.Noon, Error = "It broke." };
        await WriteAsync(Move(id, 0, At("news", 2)) with { Deferred = [first], Keep = 9 });
        var longer = first with { Through = 5, Messages = 5 };
        await WriteAsync(Move(id, 2, At("news", 5)) with { Deferred = [longer], Keep = 9 });

        await WriteAsync(new UpdateDeferred(id, news, 0, first.Through));
        await WriteAsync(new UpdateDeferred(id, news, 0, first.Through) { Error = "Again." });

        (await Store.ListDeferredAsync(id, 10, CancellationToken.None).OrTimeout()).Should().Equal(longer);
    }

    [StoreFact]
    public async Task A_request_leaves_no_cursor_in_a_topic_that_the_webhook_has_lost_meanwhile()
    {
        var webhook = NewWebhook();
        var id = await SaveAsync(webhook);
        await WriteAsync(new SaveWebhook(webhook with { Version = 2, Topics = ["other"] }, []));

        (await WriteAsync(Move(id, 0, At("news", 9)) with { Deliveries = [NewDelivery(200)], Keep = 9 })).Should().BeFalse();

        (await CursorAsync(id, "news")).Should().BeNull();
        (await DeliveriesAsync(id, long.MaxValue, 10)).Should().HaveCount(1, "the request was made");
    }
}
