using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class CatchUpQueueTests : IAsyncLifetime, IDisposable
{
    private readonly CatchUpQueue _queue = new();
    private readonly TopicCatchUp _catchUp = new(NullLogger<TopicCatchUp>.Instance);
    private Topic? _topic;

    private Topic Topic => _topic ?? throw new InvalidOperationException("Not created yet.");

    public async Task InitializeAsync()
    {
        var log = Stores.Memory();
        _topic = new Topic(new TopicName("a"), new TopicPolicy(), log, await log.StateAsync("a"), new TopicOptions(), _catchUp);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _queue.Dispose();
        _catchUp.Dispose();
    }

    [Fact]
    public async Task Topics_that_a_bus_reported_are_taken_together_at_once()
    {
        _queue.AddUrgent([Topic]);
        _queue.AddUrgent([Topic]);

        await _queue.WaitAsync(CancellationToken.None).OrTimeout();
        _queue.Take(10).Select(entry => entry.Topic).Should().Equal(Topic);
        _queue.Take(10).Should().BeEmpty();
    }

    [Fact]
    public async Task A_topic_whose_missing_messages_have_arrived_is_not_taken()
    {
        Topic.Apply([Of(2)]);
        _queue.AddAwaited(Topic);
        Topic.Apply([Of(1)]);
        Topic.IsBehind.Should().BeFalse();

        // The first wait ends because the topic was added, the second when it is due.
        await _queue.WaitAsync(CancellationToken.None).OrTimeout();
        await _queue.WaitAsync(CancellationToken.None).OrTimeout();
        _queue.Take(10).Should().BeEmpty();
    }

    [Fact]
    public void After_long_failures_subscribers_read_the_missing_messages_themselves()
    {
        Topic.Apply([Of(3)]);
        (Topic.Newest, Topic.Known).Should().Be((0, 3));

        _queue.Return([new CatchUpEntry(Topic, Since: long.MinValue / 2, Due: 0, Awaited: null)]);

        (Topic.Newest, Topic.OldestInMemory).Should().Be((3, 4), "all is visible, and nothing in memory");
        _queue.Take(10).Should().BeEmpty();
    }

    private static Message Of(long offset) =>
        new(new TopicName("a"), new Position("e", offset), DateTime.UnixEpoch,
            new NewMessage(DataKind.Text, "x"u8.ToArray(), MessageType.Default, Sender: null));
}
