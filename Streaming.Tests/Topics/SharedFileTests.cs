using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>Tests that several processes on one SQLite file notice each other's messages.</summary>
[Trait("Category", "Slow")]
public sealed class SharedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_bus_reports_appends_of_other_processes_and_none_of_its_own()
    {
        var ownTransactions = new OwnTransactions();
        await using var own = Stores.Sqlite(_folder, ownTransactions);
        await using var other = Stores.Sqlite(_folder);
        await own.StartAsync(CancellationToken.None);
        await other.StartAsync(CancellationToken.None);
        var heard = new ConcurrentQueue<TopicChange>();
        using var enough = new CancellationTokenSource();
        var listening = ListenAsync();

        // The test cannot know when the bus has started to poll, so it writes until the bus has reported the other process's topic three
        // times.
        long newest = 0;
        while (!listening.IsCompleted)
        {
            await own.AppendAsync("own", "x");
            newest = (await other.AppendAsync("other", "x")).Last;
        }

        await listening.OrTimeout();
        heard.Should().AllSatisfy(move => move.Topic.Value.Should().Be("other"));
        heard.Select(move => move.Newest).Should().BeInAscendingOrder().And.OnlyContain(offset => offset >= 1 && offset <= newest);

        async Task ListenAsync()
        {
            await foreach (var changes in Stores.Bus(_folder, ownTransactions).ListenAsync(enough.Token))
            {
                foreach (var change in changes)
                    heard.Enqueue(change);
                if (heard.Count >= 3)
                    return;
            }
        }
    }

    [Fact]
    public async Task The_bus_reports_a_change_that_was_followed_by_a_refused_append_of_this_process()
    {
        var ownTransactions = new OwnTransactions();
        await using var own = Stores.Sqlite(_folder, ownTransactions);
        await using var other = Stores.Sqlite(_folder);
        await own.StartAsync(CancellationToken.None);
        await other.StartAsync(CancellationToken.None);
        await other.AppendAsync("closed", "first");
        await other.CloseAsync("closed", "last");
        (await own.AppendAsync("closed", "refused")).Verdict!.IsRefusal.Should().BeTrue();
        await other.AppendAsync("after", "1");
        var heard = new ConcurrentDictionary<string, TopicChange>();
        var listening = ListenAsync();

        while (!listening.IsCompleted)
            await other.AppendAsync("end", "x");
        await listening.OrTimeout();
        heard.Keys.Should().BeEquivalentTo("closed", "after", "end");
        heard["closed"].IsOfProperties.Should().BeTrue();

        async Task ListenAsync()
        {
            await foreach (var changes in Stores.Bus(_folder, ownTransactions).ListenAsync(CancellationToken.None))
            {
                foreach (var change in changes)
                    heard[change.Topic.Value] = change;
                if (heard.ContainsKey("end"))
                    return;
            }
        }
    }

    [Fact]
    public async Task A_subscriber_on_one_server_receives_messages_published_on_another()
    {
        await using var a = await TestServer.StartAsync(configure: null, _folder);
        await using var b = await TestServer.StartAsync(configure: null, _folder);
        await using var reader = await EventStream.OpenAsync(b.Client, "/topics/news/events");
        await using var room = await RoomClient.JoinAsync(b, "lobby");

        await a.Client.PublishAsync("news", "from a");
        (await reader.NextAsync())!.Data.Should().Be("from a");
        await a.Client.PublishAsync("room:lobby", "hello");
        (await room.ReceiveTextAsync()).Should().Be("[lobby] echo: hello");
    }

    [Fact]
    public async Task Subscribers_of_both_servers_receive_one_order_without_holes()
    {
        const int Each = 200;
        await using var a = await TestServer.StartAsync(configure: null, _folder, ("Topics:RingMessages", "16"));
        await using var b = await TestServer.StartAsync(configure: null, _folder, ("Topics:RingMessages", "16"));
        await using var atA = await EventStream.OpenAsync(a.Client, "/topics/news/events");
        await using var atB = await EventStream.OpenAsync(b.Client, "/topics/news/events");

        var publishing = Task.WhenAll(((TestServer[])[a, b]).Select((server, i) => Task.Run(async () =>
        {
            for (var n = 0; n < Each; n++)
                await server.Client.PublishAsync("news", $"{i}:{n}");
        })));
        var seenAtA = await atA.TakeAsync(2 * Each);
        var seenAtB = await atB.TakeAsync(2 * Each);
        await publishing.OrTimeout();

        seenAtA.Should().Equal(seenAtB);
        seenAtA.Should().NotContain(seen => seen.Type == "gap");
        seenAtA.Select(seen => Position.Parse(seen.Id).Offset).Should().Equal(Enumerable.Range(1, 2 * Each).Select(offset => (long)offset));
        (await b.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt32().Should().Be(2 * Each);
    }

    [Fact]
    public async Task A_subscriber_resumes_on_the_other_server()
    {
        await using var a = await TestServer.StartAsync(configure: null, _folder);
        await using var b = await TestServer.StartAsync(configure: null, _folder);
        await using var reader = await EventStream.OpenAsync(a.Client, "/topics/news/events?after=earliest");
        await a.Client.PublishAsync("news", "1");
        var id = (await reader.NextAsync())!.Id;
        await a.Client.PublishAsync("news", "2");

        await using var resumed = await EventStream.OpenAsync(b.Client, "/topics/news/events", lastEventId: id);
        (await resumed.NextAsync())!.Data.Should().Be("2");
    }

    [Fact]
    public async Task Messages_written_while_the_bus_failed_are_reported_afterwards()
    {
        BreakableBus? bus = null;
        await using var a = await TestServer.StartAsync(configure: null, _folder, TestStore.Sqlite);
        await using var b = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<ITopicBus>(
                services => bus = new BreakableBus(ActivatorUtilities.CreateInstance<SqliteTopicBus>(services))),
            _folder, TestStore.Sqlite);
        b.Logs.Expect("Failed to receive reports about messages of other processes");
        await using var reader = await EventStream.OpenAsync(b.Client, "/topics/news/events");
        await a.Client.PublishAsync("news", "1");
        (await reader.NextAsync())!.Data.Should().Be("1");

        await bus!.BreakAsync();
        await a.Client.PublishAsync("news", "2");
        bus.Repair();

        (await reader.NextAsync())!.Data.Should().Be("2");
    }

    private sealed class BreakableBus(ITopicBus inner) : ITopicBus, IDisposable
    {
        private readonly CancellationTokenSource _break = new();
        private readonly TaskCompletionSource _repaired = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _down = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => _break.Dispose();

        public async Task BreakAsync()
        {
            await _break.CancelAsync();
            await _down.Task.OrTimeout();
        }

        public void Repair() => _repaired.SetResult();

        public async IAsyncEnumerable<IReadOnlyList<TopicChange>> ListenAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (_break.IsCancellationRequested)
            {
                _down.TrySetResult();
                await _repaired.Task.WaitAsync(cancellationToken);
                await foreach (var changes in inner.ListenAsync(cancellationToken))
                    yield return changes;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _break.Token);
            await foreach (var changes in inner.ListenAsync(either.Token))
                yield return changes;
        }
    }
}
