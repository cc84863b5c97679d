using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

[Collection(Sequential.Name)]
[Trait("Category", "Slow")]
public sealed class EverythingArrivesTests
{
    private const int Readers = 200, Messages = 20_000, LongestVisit = 4_000;

    [Fact]
    public async Task Subscribers_that_reconnect_at_random_receive_every_message_once_and_in_order()
    {
        await using var server = await TestServer.StartAsync();
        var ledgers = Enumerable.Range(0, Readers).Select(_ => new Ledger()).ToList();
        var reading = ledgers.Select((ledger, i) => Task.Run(() => ReadAllAsync(server, i, ledger))).ToList();

        Task[] publishing =
        [
            Publishers.InBatchesAsync(server.Client, "batches", 8_000, batch: 100),
            Publishers.StreamedAsync(server.Client, "streamed", 8_000),
            .. Enumerable.Range(0, 4).Select(i => Publishers.OneByOneAsync(server.Client, $"single{i}", 1_000)),
        ];
        // A failure of one subscriber ends the test at once.
        await foreach (var done in Task.WhenEach([.. publishing, .. reading]).WithCancellation(CancellationToken.None))
            await done;
        ledgers.Should().OnlyContain(ledger => ledger.Messages == Messages && ledger.Gaps == 0);
        await server.Client.SubscribersBecomeAsync("room:lobby", 0);
    }

    private static async Task ReadAllAsync(TestServer server, int number, Ledger ledger)
    {
        // Each subscriber has its own seed, so that a failure can be repeated.
        var random = new Random(number);
        await using var reader = TopicReader.Create(server, number % 2 == 0 ? "events" : "room");
        while (ledger.Messages < Messages)
        {
            await reader.ConnectAsync(ledger.Position);
            for (var visit = random.Next(LongestVisit); visit > 0 && ledger.Messages < Messages; visit--)
                ledger.Enter(await reader.NextAsync()
                    ?? throw new EndOfStreamException("The server ended a stream that nothing was wrong with."));
            if (random.Next(2) == 0)
                reader.Break();
            else
                await reader.DisposeAsync();
        }
    }
}
