using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>The tests that every webhook store must pass. The test class of a store only creates the store.</summary>
public abstract partial class WebhookStoreContract : IAsyncLifetime
{
    private IWebhookStore? _store;
    private ITopicLog? _log;

    private protected IWebhookStore Store => _store ?? throw new InvalidOperationException("Not opened yet.");

    public async Task InitializeAsync()
    {
        (_log, _store) = await OpenAsync();
        await _log.StartAsync(CancellationToken.None).OrTimeout();
    }

    public virtual async Task DisposeAsync()
    {
        if (Interlocked.Exchange(ref _store, null) is IAsyncDisposable store)
            await store.DisposeAsync().OrTimeout();
        if (Interlocked.Exchange(ref _log, null) is IAsyncDisposable disposable)
            await disposable.DisposeAsync().OrTimeout();
    }

    [StoreFact]
    public async Task A_webhook_is_stored_unchanged()
    {
        var plain = NewWebhook();
        var full = NewWebhook() with
        {
            Topics = ["room:*", "news"],
            Types = ["join", "leave"],
            IsOrdered = false,
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "a \"b\"", ["X-Other"] = "c" },
            MaxPerMinute = 60,
            OldSecret = "whsec_old",
            OldSecretUntil = Appends.Noon.AddHours(1),
            State = WebhookState.Disabled,
            Reason = "It is gone.",
            Created = Appends.Noon.AddSeconds(1),
        };
        await SaveAsync(full);
        await SaveAsync(plain);

        (await Store.ListAsync(CancellationToken.None).OrTimeout()).Should()
            .BeEquivalentTo([plain, full], options => options.WithStrictOrdering());
        (await Store.FindAsync(full.Id, CancellationToken.None).OrTimeout()).Should().BeEquivalentTo(full);
        (await Store.FindAsync(WebhookId.New(), CancellationToken.None).OrTimeout()).Should().BeNull();
    }

    [StoreFact]
    public async Task A_change_is_applied_only_if_the_webhook_was_not_changed_meanwhile()
    {
        var webhook = NewWebhook();
        await SaveAsync(webhook);
        (await WriteAsync(new SaveWebhook(webhook, []))).Should().BeFalse("the webhook exists already");
        (await WriteAsync(new SaveWebhook(webhook with { Version = 2, Batch = 7 }, []))).Should().BeTrue();
        (await WriteAsync(new SaveWebhook(webhook with { Version = 2, Batch = 8 }, []))).Should().BeFalse();
        (await Store.FindAsync(webhook.Id, CancellationToken.None).OrTimeout())!.Batch.Should().Be(7);
    }

    [StoreFact]
    public async Task A_cursor_moves_only_from_its_expected_offset()
    {
        var id = await SaveAsync(NewWebhook());
        (await MoveAsync(id, from: 0, At("news", 5))).Should().BeTrue("the webhook has no cursor yet");
        (await MoveAsync(id, from: 0, At("news", 9))).Should().BeFalse();
        (await MoveAsync(id, from: 5, At("news", 9) with { Through = 12, Failures = 2, FailingSince = Appends.Noon, Error = "It broke." }))
            .Should().BeTrue();
        (await CursorAsync(id, "news")).Should()
            .Be(At("news", 9) with { Through = 12, Failures = 2, FailingSince = Appends.Noon, Error = "It broke." });
        (await MoveAsync(id, from: null, At("news", 1))).Should().BeTrue("a replay moves the cursor back from any offset");
        (await CursorAsync(id, "news")).Should().Be(At("news", 1));
        (await CursorAsync(id, "other")).Should().BeNull();
    }

    [StoreFact]
    public async Task A_deferred_batch_is_stored_with_the_cursor_until_it_is_delivered()
    {
        var id = await SaveAsync(NewWebhook() with { Topics = ["*"] });
        var first = new DeferredBatch(new TopicName("b"), 0, 2, 2) { Failures = 1, FailingSince = Appends.Noon, Error = "It broke." };
        var second = new DeferredBatch(new TopicName("a"), 4, 5, 1);
        (await WriteAsync(Move(id, 9, At("b", 5)) with { Deferred = [first], Keep = 5 })).Should().BeFalse();
        (await DeferredAsync(id)).Should().BeEmpty("the cursor was not moved");
        await WriteAsync(Move(id, 0, At("b", 5)) with { Deferred = [first], Keep = 5 });
        await WriteAsync(Move(id, 0, At("a", 5)) with
        {
            Deferred = [second, second with { After = 6, Through = 9, Messages = 3 }],
            Keep = 5,
        });
        (await DeferredAsync(id)).Should().Equal(second, second with { After = 6, Through = 9, Messages = 3 }, first);
        (await Store.CountDeferredAsync(id, CancellationToken.None).OrTimeout()).Should().Be(6);
        (await Store.FindDeferredAsync(id, second.Topic, second.After, CancellationToken.None).OrTimeout()).Should().Be(second);
        (await Store.FindDeferredAsync(id, second.Topic, 99, CancellationToken.None).OrTimeout()).Should().BeNull();
        (await Store.ListDeferredAsync(id, 1, CancellationToken.None).OrTimeout()).Should().HaveCount(1);

        (await WriteAsync(new UpdateDeferred(id, first.Topic, first.After, first.Through) { Error = "Again." })).Should().BeTrue();
        (await DeferredAsync(id))[^1].Should().Be(first with { Failures = 2, Error = "Again." });
        await WriteAsync(new UpdateDeferred(id, second.Topic, second.After, second.Through));
        (await DeferredAsync(id)).Should().HaveCount(2);
        await WriteAsync(new SaveWebhook(NewWebhook() with { Id = id, Topics = ["b"], Version = 2 }, []));
        (await DeferredAsync(id)).Should()
            .OnlyContain(batch => batch.Topic == first.Topic, "the webhook no longer receives the other topic");
        await WriteAsync(new DeleteWebhook(id));
        (await DeferredAsync(id)).Should().BeEmpty();
        (await WriteAsync(new UpdateDeferred(id, first.Topic, first.After, first.Through))).Should().BeFalse();

        ValueTask<IReadOnlyList<DeferredBatch>> Listed(WebhookId of) => Store.ListDeferredAsync(of, 100, CancellationToken.None);
        Task<IReadOnlyList<DeferredBatch>> DeferredAsync(WebhookId of) => Listed(of).AsTask().OrTimeout();
    }

    [StoreFact]
    public async Task A_new_cursor_starts_at_the_given_offset_and_an_existing_one_stays()
    {
        var webhook = NewWebhook() with { Topics = ["*"] };
        await WriteAsync(new SaveWebhook(webhook, [At("a", 3), At("b", 4)]));
        await WriteAsync(new SaveWebhook(webhook with { Version = 2 }, [At("b", 9), At("c", 5)]));
        (await Store.ListCursorsAsync(webhook.Id, new TopicName("a"), new TopicName("b"), CancellationToken.None).OrTimeout()).Should()
            .Equal(At("a", 3), At("b", 4));
        (await CursorAsync(webhook.Id, "c")).Should().Be(At("c", 5));
    }

    [StoreFact]
    public async Task Cursors_of_topics_that_a_webhook_no_longer_receives_are_deleted()
    {
        var webhook = NewWebhook() with { Topics = ["a", "b"] };
        await WriteAsync(new SaveWebhook(webhook, [At("a", 3), At("b", 4)]));
        await WriteAsync(new SaveWebhook(webhook with { Version = 2, Topics = ["b"] }, []));
        (await CursorAsync(webhook.Id, "a")).Should().BeNull();
        (await CursorAsync(webhook.Id, "b")).Should().Be(At("b", 4));
    }

    [StoreFact]
    public async Task Failing_topics_are_listed_until_their_failures_are_reset()
    {
        var webhook = NewWebhook() with { Topics = ["*"] };
        var id = await SaveAsync(webhook);
        var failing = At("b", 1) with { Through = 3, Failures = 4, FailingSince = Appends.Noon, Error = "It broke." };
        await MoveAsync(id, 0, At("a", 1));
        await MoveAsync(id, 0, failing);
        (await Store.ListFailingAsync(id, 10, CancellationToken.None).OrTimeout()).Should().Equal(failing);
        await WriteAsync(new SaveWebhook(webhook with { Version = 2 }, [], ClearsFailures: true));
        (await Store.ListFailingAsync(id, 10, CancellationToken.None).OrTimeout()).Should().BeEmpty();
        (await CursorAsync(id, "b")).Should().Be(At("b", 1) with { Through = 3 }, "a failed batch is sent again unchanged");
    }

    [StoreFact]
    public async Task Only_the_newest_requests_are_kept_with_rising_numbers()
    {
        var id = await SaveAsync(NewWebhook());
        for (var i = 1; i <= 5; i++)
            (await WriteAsync(new AddDelivery(id, NewDelivery(status: 200 + i), Keep: 3))).Should().BeTrue();
        await WriteAsync(Move(id, 7, At("news", 9)) with { Deliveries = [NewDelivery(status: null)], Keep = 3 });

        var kept = await DeliveriesAsync(id, long.MaxValue, 10);
        kept.Select(each => (each.Number, each.Status)).Should().Equal((6, null), (5, 205), (4, 204));
        kept[1].Should().BeOneOf(
            NewDelivery(status: 205) with { Number = 5 },
            NewDelivery(status: 205) with { Number = 5, Response = "größer\ufffd🦊" }); // PostgreSQL stores no U+0000.
        (await DeliveriesAsync(id, 6, 1)).Single().Number.Should().Be(5);
        (await CursorAsync(id, "news")).Should().BeNull("the request was made, although the cursor did not move");
    }

    [StoreFact]
    public async Task A_webhook_is_deleted_with_all_its_rows_and_later_changes_are_not_applied()
    {
        var webhook = NewWebhook();
        var (id, other) = (await SaveAsync(webhook), await SaveAsync(NewWebhook()));
        foreach (var each in (WebhookId[])[id, other])
            await WriteAsync(Move(each, 0, At("news", 9)) with { Deliveries = [NewDelivery(200)], Keep = 3 });

        (await WriteAsync(new DeleteWebhook(id))).Should().BeTrue();
        (await WriteAsync(new DeleteWebhook(id))).Should().BeFalse();
        (await MoveAsync(id, 0, At("news", 10))).Should().BeFalse();
        (await WriteAsync(new AddDelivery(id, NewDelivery(200), Keep: 3))).Should().BeFalse();
        (await WriteAsync(new SaveWebhook(webhook with { Version = 2 }, []))).Should().BeFalse();

        (await Store.ListAsync(CancellationToken.None).OrTimeout()).Select(each => each.Id).Should().Equal(other);
        (await CursorAsync(id, "news")).Should().BeNull();
        (await DeliveriesAsync(id, long.MaxValue, 10)).Should().BeEmpty();
        (await CursorAsync(other, "news")).Should().Be(At("news", 9));
        (await DeliveriesAsync(other, long.MaxValue, 10)).Should().HaveCount(1);
    }

    [StoreFact]
    public async Task Of_concurrent_moves_of_a_cursor_one_is_applied()
    {
        var id = await SaveAsync(NewWebhook());
        var moved = await Task.WhenAll(Enumerable.Range(1, 50).Select(i => MoveAsync(id, 0, At("news", i)))).OrTimeout();
        moved.Count(each => each).Should().Be(1);
    }

    private protected abstract ValueTask<(ITopicLog Log, IWebhookStore Store)> OpenAsync();

    private static Webhook NewWebhook() => new()
    {
        Id = WebhookId.New(),
        Url = new Uri("https://example.com/hook?x=1"),
        Topics = ["news"],
        Secret = WebhookSecret.New(),
        Batch = 100,
        Created = Appends.Noon,
    };

    private static WebhookCursor At(string topic, long offset) => new(new TopicName(topic), offset);

    private static WebhookDelivery NewDelivery(int? status) =>
        new(0, "msg_1", "news", "abc-1", "abc-2", 2, 1, Appends.Noon, 12.345, status, status is null ? "No answer." : null)
        { Response = status is null ? null : "größer\0🦊" };

    private async Task<WebhookId> SaveAsync(Webhook webhook)
    {
        (await WriteAsync(new SaveWebhook(webhook, []))).Should().BeTrue();
        return webhook.Id;
    }

    private Task<bool> MoveAsync(WebhookId id, long? from, WebhookCursor cursor) => WriteAsync(Move(id, from, cursor));

    // A move from an offset of the same epoch.
    private static MoveCursor Move(WebhookId id, long? from, WebhookCursor cursor) =>
        new(id, from is { } offset ? cursor with { Offset = offset } : null, cursor);

    private async Task<bool> WriteAsync(WebhookChange change) =>
        (await Store.WriteAsync(change, CancellationToken.None).OrTimeout()).IsWritten;

    private Task<WebhookCursor?> CursorAsync(WebhookId id, string topic) =>
        Store.FindCursorAsync(id, new TopicName(topic), CancellationToken.None).OrTimeout();

    private Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(WebhookId id, long below, int limit) =>
        Store.ListDeliveriesAsync(id, below, limit, CancellationToken.None).OrTimeout();
}
