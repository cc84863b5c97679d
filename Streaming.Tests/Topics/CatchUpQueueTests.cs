using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class CatchUpQueueTests : IAsyncLifetime, IDisposable
{
    private readonly CatchUpQueue _queue = new();
    private readonly TopicCatchUp _catchUp = new(NullLogger<TopicCatchUp>.Instance, new StoreClock(TimeProvider.System));
    private Topic? _topic;

    private Topic Topic => _topic ?? throw new InvalidOperationException("Not created yet.");

    public async Task InitializeAsync() => _topic = await CreateAsync("a");

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
        var behind = await CreateAsync("b");
        foreach (var topic in (Topic[])[Topic, behind])
        {
            topic.Apply([Of(2)]);
            _queue.AddAwaited(topic);
        }

        Topic.Apply([Of(1)]);
        Topic.IsBehind.Should().BeFalse();

        // Both topics are due at the same time. A wait may end earlier.
        var taken = new List<Topic>();
        while (!taken.Contains(behind))
        {
            await _queue.WaitAsync(CancellationToken.None).OrTimeout();
            taken.AddRange(_queue.Take(10).Select(entry => entry.Topic));
        }

        taken.Should().Equal(behind);
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

    [Fact]
    public async Task A_topic_that_cannot_be_read_does_not_take_the_turns_of_others()
    {
        var other = await CreateAsync("b");
        _queue.AddUrgent([Topic]);
        _queue.Return(_queue.Take(1));
        _queue.AddUrgent([Topic, other]);

        _queue.Take(1).Single().Topic.Should().Be(other);
    }

    private async Task<Topic> CreateAsync(string name)
    {
        var log = Stores.Memory();
        return new Topic(new TopicName(name), new TopicPolicy(), log, await log.StateAsync(name), new TopicOptions(), _catchUp);
    }

    private static Message Of(long offset) =>
        new(new TopicName("a"), new Position("e", offset), DateTime.UnixEpoch,
            new NewMessage(DataKind.Text, "x"u8.ToArray(), MessageType.Default, Sender: null));
}
