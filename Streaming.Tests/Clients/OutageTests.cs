using System.Globalization;
using Streaming.Server.Core.Messages;
using Streaming.Tests.Fanout;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Clients;

/// <summary>
/// Tests real clients behind a network that cuts connections at random during many publishes: each client must receive every message once
/// and in order.
/// </summary>
[Trait("Category", "Slow")]
public sealed class OutageTests
{
    private const int Messages = 3_000;
    private const string Topic = "news";

    [NodeTheory(NodePackages.Clients)]
    [InlineData("centrifuge-json")]
    [InlineData("centrifuge-protobuf")]
    [InlineData("signalr-json")]
    [InlineData("signalr-msgpack")]
    [InlineData("sse-fetch-event-source")]
    public async Task A_JavaScript_client_receives_every_message_once(string client)
    {
        await using var server = await TestServer.StartAsync();
        await using var relay = Unreliable(server, seed: client.Length, sparesLineEnds: client == "sse-fetch-event-source");
        await using var reader = NodeReader.Start(client, relay.Address, Topic);
        var publishing = PublishAsync(server);
        for (long offset = 1; offset <= Messages; offset++)
        {
            Delivered delivered;
            do
                delivered = await reader.NextAsync();
            while (delivered.Type == MessageType.CaughtUp);
            (delivered.Type, Positions.OffsetOf(delivered.Position)).Should().Be(("message", offset));
        }

        await publishing;
        relay.Cuts.Should().BeGreaterThan(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_DotNet_client_of_SignalR_receives_every_message_once(bool messagePack)
    {
        await using var server = await TestServer.StartAsync();
        await using var relay = Unreliable(server, seed: 5);
        var publishing = PublishAsync(server);
        var (position, offset) = ("earliest", 0L);
        while (offset < Messages)
        {
            try
            {
                await using var hub = await HubReader.ConnectAsync(relay.Address, messagePack: messagePack);
                await using var subscription = hub.Subscribe(Topic, position);
                while (offset < Messages && await subscription.NextAsync() is { } item)
                {
                    item.Offset.Should().Be(++offset);
                    position = item.Position;
                }
            }
            catch (Exception e) when (e is not (TimeoutException or Xunit.Sdk.XunitException))
            {
                // The connection was cut; the client resumes after its last position.
            }
        }

        await publishing;
        relay.Cuts.Should().BeGreaterThan(3);
    }

    [NodeTheory(NodePackages.Clients)]
    [InlineData("centrifuge-json", "signalr-json")]
    [InlineData("centrifuge-protobuf", "signalr-msgpack")]
    public async Task A_position_resumes_from_SSE_over_Centrifugal_to_SignalR(
        string second, string third)
    {
        await using var server = await TestServer.StartAsync();
        var publishing = PublishAsync(server);
        var (position, offset) = ("earliest", 0L);
        await using (var events = await EventStream.OpenAsync(server.Client, $"/topics/{Topic}/events?after=earliest"))
        {
            while (offset < Messages / 3)
                Enter((await events.NextAsync())!.Id);
        }

        foreach (var (client, until) in new[] { (second, Messages * 2 / 3), (third, Messages) })
        {
            await using var relay = Unreliable(server, seed: until);
            await using var reader = NodeReader.Start(client, relay.Address, Topic, position);
            while (offset < until)
                Enter((await reader.NextAsync()).Position);
        }

        await publishing;

        void Enter(string next)
        {
            Positions.OffsetOf(next).Should().Be(++offset);
            position = next;
        }
    }

    [Fact]
    public async Task A_plain_room_and_an_event_stream_that_resumes_it_miss_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await using var relay = Unreliable(server, seed: 9);
        using var client = new HttpClient { BaseAddress = relay.Address, Timeout = Timeout.InfiniteTimeSpan };
        var publishing = Publishers.InBatchesAsync(server.Client, "p", Messages, batch: 20);
        await Task.WhenAll(ReadAsync(new EventReader(client)), ReadAsync(new RoomReader(relay.Address, client: null)));
        await publishing;
        relay.Cuts.Should().BeGreaterThan(3);

        static async Task ReadAsync(TopicReader reader)
        {
            var ledger = new Ledger();
            await using (reader)
            {
                while (ledger.Messages < Messages)
                {
                    try
                    {
                        await reader.ConnectAsync(ledger.Position);
                        while (ledger.Messages < Messages && await reader.NextAsync() is { } delivered)
                            ledger.Enter(delivered);
                    }
                    catch (Exception e) when (e is IOException or HttpRequestException or System.Net.WebSockets.WebSocketException)
                    {
                        // The connection was cut while it was being opened.
                    }
                }
            }

            ledger.Gaps.Should().Be(0);
        }
    }

    // A few KB end in a handshake or in the middle of a message; sometimes they suffice for a complete response.
    private static TcpRelay Unreliable(TestServer server, int seed, bool sparesLineEnds = false)
    {
        var random = new Random(seed);
        var connections = 0;
        return new TcpRelay(server.Address, () =>
        {
            lock (random)
                return ++connections % 20 == 0 ? 1 << 20 : (1 << random.Next(10, 16)) + random.Next(1_000);
        }, sparesLineEnds);
    }

    private static async Task PublishAsync(TestServer server)
    {
        for (var i = 0; i < Messages; i++)
            await server.Client.PublishAsync(Topic, string.Create(CultureInfo.InvariantCulture, $"publisher:{i}"));
    }
}
