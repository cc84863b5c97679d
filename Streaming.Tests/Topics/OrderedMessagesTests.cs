using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Topics;

public sealed class OrderedMessagesTests
{
    private readonly OrderedMessages _messages = new(ringMessages: 64, ringBytes: 1 << 20);

    [Fact]
    public void Early_messages_wait_for_those_before_them()
    {
        _messages.Add([Of(3), Of(5)]);
        (_messages.Ring.Next, _messages.Known, _messages.IsBehind).Should().Be((1, 5, true));
        _messages.Missing().Should().Be((1L, 4L));

        _messages.Add([Of(1), Of(2)]);
        (_messages.Ring.Next, _messages.Known, _messages.IsBehind).Should().Be((4, 5, true));
        _messages.Missing().Should().Be((4L, 4L));

        _messages.Add([Of(4)]);
        (_messages.Ring.Next, _messages.Known, _messages.IsBehind).Should().Be((6, 5, false));
        _messages.Missing().Should().BeNull();
        Offsets().Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public void Only_the_holes_are_missing()
    {
        _messages.Add([Of(1), Of(4), Of(5)]);
        _messages.Announce(5);
        _messages.Missing().Should().Be((2L, 3L));

        _messages.Fill(3, [Of(2), Of(3)]);
        Offsets().Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public void Of_more_messages_than_the_ring_holds_only_the_newest_are_missing()
    {
        _messages.Add([Of(1)]);
        _messages.Announce(1_000);
        _messages.Missing().Should().Be((937L, 1_000L));

        _messages.Fill(1_000, [Of(937), Of(938)]);
        (_messages.Ring.Oldest, _messages.Ring.Next).Should().Be((937, 939));
        _messages.Missing().Should().Be((939L, 1_000L));
    }

    [Fact]
    public void Messages_that_the_log_has_deleted_are_skipped()
    {
        _messages.Add([Of(6)]);
        _messages.Fill(5, [Of(4), Of(5)]);
        (_messages.Ring.Oldest, _messages.Ring.Next).Should().Be((4, 7));

        _messages.Add([Of(9)]);
        _messages.Fill(8, []);
        (_messages.Ring.Oldest, _messages.Ring.Next).Should().Be((9, 10));
        _messages.IsBehind.Should().BeFalse();
    }

    [Fact]
    public void What_is_skipped_does_not_wait_any_longer()
    {
        _messages.Add([Of(3), Of(7), Of(9)]);
        _messages.SkipTo(7);
        Offsets().Should().Equal(7);
        _messages.Missing().Should().Be((8L, 8L));
        _messages.SkipTo(10);
        (_messages.Ring.Oldest, _messages.Ring.Next, _messages.IsBehind).Should().Be((10, 10, false));
    }

    [Theory]
    [InlineData(EarlyMessages.MaxMessages, 10)]
    [InlineData(4, 1 << 20)]
    public void Early_messages_are_bounded_in_number_and_in_bytes(int count, int bytes)
    {
        for (var offset = 2; offset <= count; offset++)
            _messages.Add([Of(offset, bytes)]);
        var wasFull = _messages.IsFull;
        for (var offset = count + 1; offset <= count + 100; offset++)
            _messages.Add([Of(offset, bytes)]);

        (wasFull, _messages.IsFull, _messages.Known).Should().Be((false, true, count + 100));
        _messages.Missing()!.Value.Through.Should().Be(count + 100, "what did not fit is read from the log");
    }

    /// <summary>Two writers, of whose messages each arrives in any way: at once, late, twice, or announced only.</summary>
    [Fact]
    public void However_messages_arrive_the_ring_has_each_once_and_in_order()
    {
        for (var seed = 0; seed < 500; seed++)
            Run(new Random(seed), because: $"of seed {seed}");
    }

    private static void Run(Random random, string because)
    {
        const int Count = 200;
        var messages = new OrderedMessages(ringMessages: 256, ringBytes: 1 << 20);
        var seen = new List<long>();
        long next = 1, committed = 0;
        // Each writer's messages become known in their own order, but one writer may be far ahead of the other.
        var waiting = new[] { new Queue<long>(), new Queue<long>() };
        while (committed < Count || waiting.Any(queue => queue.Count > 0))
        {
            if (committed < Count && random.Next(3) == 0)
                waiting[random.Next(2)].Enqueue(++committed);
            var queue = waiting[random.Next(2)];
            if (queue.Count == 0)
                continue;
            switch (random.Next(8))
            {
                case 0:
                    messages.Announce(queue.Dequeue());
                    break;
                case 1 when messages.Missing() is var (from, through):
                    var last = Math.Min(through, from + random.Next(5));
                    messages.Fill(through, [.. Enumerable.Range((int)from, (int)(last - from + 1)).Select(offset => Of(offset))]);
                    break;
                case 2:
                    messages.Add([Of(queue.Peek())]);
                    break;
                default:
                    messages.Add([.. Enumerable.Range(0, Math.Min(queue.Count, 1 + random.Next(3))).Select(_ => Of(queue.Dequeue()))]);
                    break;
            }

            for (; next < messages.Ring.Next; next++)
                seen.Add(messages.Ring[next].Offset);
            messages.Known.Should().BeLessThanOrEqualTo(committed, because);
        }

        while (messages.Missing() is var (from, through))
            messages.Fill(through, [Of(from)]);
        for (; next < messages.Ring.Next; next++)
            seen.Add(messages.Ring[next].Offset);
        seen.Should().Equal(Enumerable.Range(1, Count).Select(offset => (long)offset), because);
        (messages.IsBehind, messages.Known).Should().Be((false, Count), because);
    }

    private IEnumerable<long> Offsets()
    {
        for (var offset = _messages.Ring.Oldest; offset < _messages.Ring.Next; offset++)
            yield return _messages.Ring[offset].Offset;
    }

    private static Message Of(long offset, int bytes = 10) =>
        new(new TopicName("a"), new Position("e", offset), DateTime.UnixEpoch,
            new NewMessage(DataKind.Text, new byte[bytes], MessageType.Default, Sender: null));
}
