using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Topics;

public sealed class MessageRingTests
{
    [Fact]
    public void The_ring_keeps_the_newest_messages_up_to_a_number()
    {
        var ring = new MessageRing(maxMessages: 20, maxBytes: 1 << 20);
        for (var offset = 1; offset <= 100; offset++)
        {
            ring.Add(Of(offset));
            ring.Next.Should().Be(offset + 1);
            ring.Oldest.Should().Be(Math.Max(1, offset - 19));
        }

        for (var offset = ring.Oldest; offset < ring.Next; offset++)
            ring[offset].Offset.Should().Be(offset);
    }

    [Fact]
    public void The_ring_keeps_the_newest_messages_up_to_a_number_of_bytes()
    {
        var one = Of(1, bytes: 1_000).Size;
        var ring = new MessageRing(maxMessages: 1_000, maxBytes: 10 * one);
        for (var offset = 1; offset <= 50; offset++)
            ring.Add(Of(offset, bytes: 1_000));
        (ring.Next - ring.Oldest).Should().Be(10);

        ring.Add(Of(51, bytes: 5_000));
        (ring.Next - ring.Oldest).Should().BeInRange(5, 6, "a large message replaces several small ones");
        ring[51].Data.Should().HaveCount(5_000);
    }

    [Fact]
    public void A_message_larger_than_the_ring_is_kept_alone()
    {
        var ring = new MessageRing(maxMessages: 16, maxBytes: 1_000);
        ring.Add(Of(1));
        ring.Add(Of(2, bytes: 10_000));
        (ring.Oldest, ring.Next).Should().Be((2, 3));
        ring.Add(Of(3));
        (ring.Oldest, ring.Next).Should().Be((3, 4));
    }

    [Fact]
    public void The_ring_can_be_reset_to_any_offset()
    {
        var ring = new MessageRing(maxMessages: 16, maxBytes: 1 << 20);
        ring.Add(Of(1));
        ring.StartAt(1_000);
        (ring.Oldest, ring.Next).Should().Be((1_000, 1_000));
        ring.Add(Of(1_000));
        ring[1_000].Offset.Should().Be(1_000);
    }

    [Fact]
    public void The_ring_removes_its_oldest_messages_on_request()
    {
        var ring = new MessageRing(maxMessages: 16, maxBytes: 1 << 20);
        for (var offset = 1; offset <= 10; offset++)
            ring.Add(Of(offset));
        ring.DropBefore(4);
        ring.Oldest.Should().Be(4);
        ring.DropBefore(2);
        ring.Oldest.Should().Be(4);
        ring.DropBefore(100);
        (ring.Oldest, ring.Next).Should().Be((11, 11));
        ring.Add(Of(11));
        ring[11].Offset.Should().Be(11);
    }

    private static Message Of(long offset, int bytes = 10) =>
        new(new TopicName("a"), new Position("e", offset), DateTime.UnixEpoch,
            new NewMessage(DataKind.Text, new byte[bytes], MessageType.Default, Sender: null));
}
