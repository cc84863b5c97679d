using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>The tests that every topic log must pass. The test class of a store only creates the store.</summary>
public abstract partial class TopicLogContract : IAsyncLifetime
{
    private ITopicLog? _log;

    private protected ITopicLog Log => _log ?? throw new InvalidOperationException("Not opened yet.");

    public async Task InitializeAsync()
    {
        _log = await OpenAsync();
        await _log.StartAsync(CancellationToken.None).OrTimeout();
    }

    public virtual async Task DisposeAsync()
    {
        if (Interlocked.Exchange(ref _log, null) is IAsyncDisposable disposable)
            await disposable.DisposeAsync().OrTimeout();
    }

    [StoreFact]
    public async Task Offsets_start_at_1_and_rise_by_1()
    {
        var first = await Log.AppendAsync("a", "one");
        var second = await Log.AppendAsync("a", "two", "three");
        var third = await Log.AppendAsync("a", "four");

        (first.First, first.Last, first.Count, first.Appended).Should().Be((1, 1, 1, 1));
        (second.First, second.Last, second.Count, second.Appended).Should().Be((2, 3, 2, 2));
        (third.First, third.Last).Should().Be((4, 4));
        (await Log.AllAsync("a")).Should().Equal((1, "one"), (2, "two"), (3, "three"), (4, "four"));
    }

    [StoreFact]
    public async Task Each_topic_has_its_own_offsets()
    {
        await Log.AppendAsync("a", "a1", "a2");
        (await Log.AppendAsync("b", "b1")).First.Should().Be(1);
        (await Log.AppendAsync("A", "other case, other topic")).First.Should().Be(1);
        (await Log.AppendAsync("a", "a3")).First.Should().Be(3);
    }

    [StoreFact]
    public async Task Several_appends_in_one_transaction_are_written_in_order()
    {
        var results = await Log.AppendAsync(
            [Appends.Of("a", "1"), Appends.Of("b", "x", "y"), Appends.Of("a", "2", "3")], CancellationToken.None).OrTimeout();

        results.Select(result => (result.First, result.Last, result.Appended)).Should().Equal((1, 1, 1), (1, 2, 2), (2, 3, 2));
        (await Log.AllAsync("a")).Should().Equal((1, "1"), (2, "2"), (3, "3"));
        (await Log.AllAsync("b")).Should().Equal((1, "x"), (2, "y"));
    }

    [StoreFact]
    public async Task A_topic_without_messages_is_empty_and_already_has_its_epoch()
    {
        var before = await Log.StateAsync("a");
        (before.Oldest, before.Newest, before.Count).Should().Be((1, 0, 0));

        var result = await Log.AppendAsync("a", "one");

        result.Epoch.Should().Be(before.Epoch);
        (await Log.StateAsync("a")).Should().Be(new LogState(before.Epoch, 1, 1));
        (await Log.PageAsync("a", 1, 1)).Single().Position.Should().Be(new Position(before.Epoch, 1));
        Position.TryParse(new Position(before.Epoch, 1).ToString(), out _).Should().BeTrue("an epoch is part of a position");
    }

    [StoreFact]
    public async Task Each_topic_has_its_own_epoch() =>
        (await Log.StateAsync("a")).Epoch.Should().NotBe((await Log.StateAsync("b")).Epoch);

    [StoreFact]
    public async Task Concurrent_appends_of_many_threads_leave_no_hole()
    {
        const int Writers = 16;
        const int Each = 100;

        var results = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var mine = new List<long>();
            for (var i = 0; i < Each; i++)
                mine.Add((await Log.AppendAsync("a", $"{writer}:{i}")).First);
            return mine;
        }))).OrTimeout();

        results.Should().AllSatisfy(mine => mine.Should().BeInAscendingOrder());
        results.SelectMany(mine => mine).Order().Should().Equal(Enumerable.Range(1, Writers * Each).Select(offset => (long)offset));
        var kept = await Log.AllAsync("a");
        kept.Select(message => message.Offset).Should().Equal(Enumerable.Range(1, Writers * Each).Select(offset => (long)offset));
        for (var writer = 0; writer < Writers; writer++)
            kept.Where(message => message.Text.StartsWith($"{writer}:", StringComparison.Ordinal)).Select(message => message.Text).Should()
                .Equal(Enumerable.Range(0, Each).Select(i => $"{writer}:{i}"));
    }

    private protected abstract ValueTask<ITopicLog> OpenAsync();
}
