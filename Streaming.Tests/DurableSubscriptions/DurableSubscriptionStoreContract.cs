using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableSubscriptions;

/// <summary>
/// The tests that every store of durable subscriptions must pass. The test class of a store only creates the store.
/// </summary>
public abstract class DurableSubscriptionStoreContract : IAsyncLifetime
{
    private IDurableSubscriptionStore? _store;
    private ITopicLog? _log;

    private IDurableSubscriptionStore Store => _store ?? throw new InvalidOperationException("Not opened yet.");

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
    public async Task A_subscription_is_stored_unchanged()
    {
        var plain = New("b");
        var full = New("a") with
        {
            Kind = SubscriptionKind.Webhook,
            Pattern = "events/**",
            Explicit = ["events:ü", "x"],
            Webhook = new Uri("https://worker.example/hook?a=%20b"),
            WakeTopic = null,
            Description = "Zoë 🦊 \0",
            Generation = 7,
            WakeId = "w_1",
            Holder = "worker-1",
            LeaseUntil = Appends.Noon.AddMicroseconds(1),
            Failures = 3,
            NextAttempt = Appends.Noon.AddSeconds(2),
        };
        await CreateAsync(plain);
        await CreateAsync(full);

        (await Store.ListAsync(CancellationToken.None).OrTimeout()).Should()
            .BeEquivalentTo([full, plain], options => options.WithStrictOrdering());
        (await Store.FindAsync("a", CancellationToken.None).OrTimeout()).Should().BeEquivalentTo(full);
        (await Store.FindAsync("c", CancellationToken.None).OrTimeout()).Should().BeNull();
    }

    [StoreFact]
    public async Task A_write_is_made_only_if_the_subscription_was_not_changed_meanwhile()
    {
        var subscription = New("a");
        (await WriteAsync(subscription with { Version = 2 })).Should().BeFalse("the subscription does not exist");
        await CreateAsync(subscription);
        (await WriteNewAsync(subscription)).Should().BeFalse("the subscription exists");
        (await WriteAsync(subscription with { Version = 2, Generation = 5 })).Should().BeTrue();
        (await WriteAsync(subscription with { Version = 2, Generation = 6 }, At("news", 1))).Should().BeFalse("another request came first");
        (await Store.FindAsync("a", CancellationToken.None).OrTimeout())!.Generation.Should().Be(5);
        (await CursorsAsync("a")).Should().BeEmpty("a write without effect moves no cursor");
    }

    [StoreFact]
    public async Task The_first_version_of_a_subscription_can_be_any_number()
    {
        var subscription = New("a") with { Version = long.MaxValue / 2 };
        (await WriteAsync(subscription)).Should().BeFalse("the subscription does not exist");
        await CreateAsync(subscription);
        (await WriteNewAsync(subscription with { Version = 7 })).Should().BeFalse("the subscription exists");
        (await WriteAsync(subscription with { Version = subscription.Version + 1 })).Should().BeTrue();
    }

    [StoreFact]
    public async Task Cursors_are_created_moved_and_removed_with_their_subscription()
    {
        var subscription = New("a");
        await CreateAsync(subscription, At("b", 3), new(new TopicName("a"), Acked: null), At("c", 9));
        await CreateAsync(New("other"), At("b", 1));
        (await CursorsAsync("a")).Should().Equal(new(new TopicName("a"), Acked: null), At("b", 3), At("c", 9));

        (await Store.WriteAsync(
            new SubscriptionWrite(subscription with { Version = 2 })
            {
                Cursors = [At("a", 1), At("b", 4), new(new TopicName("d"), new Position("k3f9a3", 0))],
                Removed = [new TopicName("c"), new TopicName("unknown")],
            },
            CancellationToken.None).OrTimeout()).Should().BeTrue();
        (await CursorsAsync("a")).Should().Equal(At("a", 1), At("b", 4), new(new TopicName("d"), new Position("k3f9a3", 0)));

        (await Store.DeleteAsync("a", CancellationToken.None).OrTimeout()).Should().BeTrue();
        (await Store.DeleteAsync("a", CancellationToken.None).OrTimeout()).Should().BeFalse();
        (await CursorsAsync("a")).Should().BeEmpty();
        (await CursorsAsync("other")).Should().Equal(At("b", 1));
        (await WriteAsync(subscription with { Version = 3 })).Should().BeFalse("a request of a deleted subscription has no effect");
        await CreateAsync(subscription);
        (await CursorsAsync("a")).Should().BeEmpty();
    }

    [StoreFact]
    public async Task Of_many_writers_of_one_version_one_succeeds()
    {
        await CreateAsync(New("a"));
        var writes = Enumerable.Range(1, 20).Select(number => WriteAsync(New("a") with { Version = 2, Generation = number }));
        (await Task.WhenAll(writes)).Count(isWritten => isWritten).Should().Be(1);
    }

    [StoreFact]
    public async Task The_key_of_the_store_is_the_first_one()
    {
        byte[] first = [1, 2, 0, 255];
        (await Store.GetKeyAsync(first, CancellationToken.None).OrTimeout()).Should().Equal(first);
        (await Store.GetKeyAsync([9], CancellationToken.None).OrTimeout()).Should().Equal(first);
    }

    private protected abstract ValueTask<(ITopicLog Log, IDurableSubscriptionStore Store)> OpenAsync();

    private static DurableSubscription New(string id) => new()
    {
        Id = id,
        Kind = SubscriptionKind.PullWake,
        Pattern = "events/*",
        WakeTopic = "wake:pool",
        LeaseMilliseconds = 30_000,
        ConfigurationHash = "hash",
        ServerUrl = "http://localhost:5000",
        Created = Appends.Noon,
        Version = 1,
    };

    private static StreamCursor At(string topic, long offset) => new(new TopicName(topic), new Position("k3f9a2", offset));

    private async Task CreateAsync(DurableSubscription subscription, params StreamCursor[] cursors) =>
        (await WriteNewAsync(subscription, cursors)).Should().BeTrue();

    private Task<bool> WriteNewAsync(DurableSubscription subscription, params StreamCursor[] cursors) => Store.WriteAsync(
        new SubscriptionWrite(subscription) { IsNew = true, Cursors = cursors }, CancellationToken.None).OrTimeout();

    private Task<bool> WriteAsync(DurableSubscription subscription, params StreamCursor[] cursors) =>
        Store.WriteAsync(new SubscriptionWrite(subscription) { Cursors = cursors }, CancellationToken.None).OrTimeout();

    private Task<IReadOnlyList<StreamCursor>> CursorsAsync(string id) => Store.ListCursorsAsync(id, CancellationToken.None).OrTimeout();
}
