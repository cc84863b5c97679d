using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout;
using Streaming.Server.Storage.Memory;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

public sealed class TopicFanoutSetTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(128, 1)]
    [InlineData(129, 2)]
    [InlineData(384, 3)]
    [InlineData(10_000, 4)]
    public async Task A_topic_uses_one_more_loop_for_every_128_subscribers(int readers, int loops)
    {
        await using var server = await TestServer.StartAsync();
        using var four = new Loops(server, 4);
        var places = await PlacesAsync(server, four, readers);
        places.Distinct().Should().HaveCount(loops);
    }

    [Fact]
    public async Task Many_subscribers_are_distributed_evenly_over_the_loops()
    {
        await using var server = await TestServer.StartAsync();
        using var four = new Loops(server, 4);
        var places = await PlacesAsync(server, four, readers: 1_000);
        places.Distinct().Select(fanout => fanout.ReservedCount).Should().Equal(250, 250, 250, 250);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_subscribers_on_all_loops_receive_every_message_in_order(bool inMemory)
    {
        await using var server = await TestServer.StartAsync(
            ("Delivery:Loops", "3"), ("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:Store", inMemory ? "memory" : "log"));
        var readers = Enumerable.Range(0, 300).Select(number => TopicReader.Create(server, number % 2 == 0 ? "events" : "room")).ToList();
        await Task.WhenAll(readers.Select(reader => reader.ConnectAsync("earliest")));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(publisher => Publishers.OneByOneAsync(server.Client, $"p{publisher}", 25)));

        await Task.WhenAll(readers.Select(ReadAllAsync));

        static async Task ReadAllAsync(TopicReader reader)
        {
            await using var closing = reader;
            var ledger = new Ledger();
            while (ledger.Messages < 100)
                ledger.Enter(await reader.NextAsync()
                    ?? throw new EndOfStreamException("The server ended a stream that nothing was wrong with."));
        }
    }

    private static async Task<List<TopicFanout>> PlacesAsync(TestServer server, Loops loops, int readers)
    {
        var options = new TopicOptions();
        var log = server.Get<MemoryTopicLog>();
        var name = TopicName.Parse("news");
        var topic = new Topic(name, server.Get<TopicPolicies>()
            .For(name), log, await log.GetStateAsync(name, CancellationToken.None), options, server.Get<TopicCatchUp>());
        var fanouts = new TopicFanoutSet(topic, server.Get<FanoutEngine>(), loops.All, first: 0);
        return Enumerable.Range(0, readers).Select(_ => fanouts.Reserve()).ToList();
    }

    private sealed class Loops(TestServer server, int count) : IDisposable
    {
        public WorkLoop<TopicFanout>[] All { get; } = Enumerable.Range(0, count)
            .Select(number => new WorkLoop<TopicFanout>($"Delivery {number}", fanout => fanout.Run(), server.Get<LastResortHandler>()))
            .ToArray();

        public void Dispose()
        {
            foreach (var loop in All)
                loop.Dispose();
        }
    }
}
