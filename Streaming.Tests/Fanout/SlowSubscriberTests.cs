using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

[Collection(Sequential.Name)]
[Trait("Category", "Slow")]
public sealed class SlowSubscriberTests
{
    private const int Messages = 4_000, Bytes = 50_000, Batch = 10, WarmUp = 200;
    private const long AllowedGrowth = 64 << 20;

    [Fact]
    public async Task Subscribers_that_stop_reading_need_no_memory_delay_nobody_and_miss_nothing()
    {
        await using var server = await TestServer.StartAsync(
            ("Topics:RingMessages", "64"), ("Topics:RingBytes", "1048576"), ("Delivery:WriteTimeout", "01:00:00"),
                ("Rooms:PingInterval", "01:00:00"));
        using var small = SmallWindow.CreateClient(server);
        await using var stalledEvents = TopicReader.Create(server, "events", small);
        await using var stalledRoom = TopicReader.Create(server, "room", small);
        await stalledEvents.ConnectAsync("earliest");
        await stalledRoom.ConnectAsync("earliest");
        await using var events = TopicReader.Create(server, "events");
        await using var room = TopicReader.Create(server, "room");
        await events.ConnectAsync("earliest");
        await room.ConnectAsync("earliest");
        var (eventsLedger, roomLedger) = (new Ledger(), new Ledger());

        // The first messages cause allocations that every busy server makes; they are not counted.
        await Task.WhenAll(Publishers.InBatchesAsync(server.Client, "first", WarmUp, Batch, Bytes), ReadAsync(events, eventsLedger, WarmUp),
            ReadAsync(room, roomLedger, WarmUp));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Task.WhenAll(
            Publishers.InBatchesAsync(server.Client, "second", Messages, Batch, Bytes),
            Task.Run(() => ReadAsync(events, eventsLedger, WarmUp + Messages)),
            Task.Run(() => ReadAsync(room, roomLedger, WarmUp + Messages)));
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;

        growth.Should().BeLessThan(AllowedGrowth);
        var late = new Ledger();
        await ReadAsync(stalledEvents, late, WarmUp + Messages);
        late.Gaps.Should().Be(0);
        late = new Ledger();
        await ReadAsync(stalledRoom, late, WarmUp + Messages);
        late.Gaps.Should().Be(0);
    }

    private static async Task ReadAsync(TopicReader reader, Ledger ledger, int messages)
    {
        while (ledger.Messages < messages)
            ledger.Enter(await reader.NextAsync() ?? throw new EndOfStreamException($"The stream ended after {ledger.Messages} messages."));
    }
}
