using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

[Trait("Category", "Slow")]
public sealed class FallingBehindTests
{
    // All messages together are far larger than the buffers of a connection.
    private const int Messages = 600, Bytes = 50_000;

    [Theory]
    [MemberData(nameof(TopicReader.Transports), MemberType = typeof(TopicReader))]
    public async Task A_subscriber_that_falls_behind_a_topic_in_memory_receives_one_gap_and_continues(string transport)
    {
        await using var server = await TestServer.StartAsync(
            ("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:Store", "memory"), ("Topics:Policies:0:MaxMessages", "50"),
                ("Topics:RingMessages", "16"),
            // The subscriber reads nothing while the messages are published.
            ("Rooms:PingInterval", "01:00:00"), ("Delivery:WriteTimeout", "10m"));
        using var small = SmallWindow.CreateClient(server);
        await using var reader = TopicReader.Create(server, transport, small);
        await reader.ConnectAsync("earliest");
        await Publishers.InBatchesAsync(server.Client, "flood", Messages, batch: 10, Bytes);

        var ledger = new Ledger();
        while (ledger.Messages + ledger.Lost < Messages)
            ledger.Enter((await reader.NextAsync())!);
        ledger.Gaps.Should().Be(1);
        ledger.Lost.Should().BePositive();
        await server.Client.PublishAsync("room:lobby", $"flood:{Messages}");
        ledger.Enter((await reader.NextAsync())!);
        ledger.Gaps.Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(TopicReader.Transports), MemberType = typeof(TopicReader))]
    public async Task A_subscriber_that_stops_reading_is_disconnected_and_can_resume(string transport)
    {
        await using var server = await TestServer.StartAsync(
            ("Delivery:WriteTimeout", "00:00:00.500"), ("Rooms:PingInterval", "01:00:00"));
        using var small = SmallWindow.CreateClient(server);
        await using var reader = TopicReader.Create(server, transport, small);
        await reader.ConnectAsync("earliest");
        await server.Client.SubscribersBecomeAsync("room:lobby", 1);
        await Publishers.InBatchesAsync(server.Client, "flood", Messages, batch: 10, Bytes);
        await server.Client.SubscribersBecomeAsync("room:lobby", 0);

        var ledger = new Ledger();
        while (ledger.Messages < Messages)
        {
            if (await reader.NextAsync() is { } delivered)
                ledger.Enter(delivered);
            else
                await reader.ConnectAsync(ledger.Position);
        }

        ledger.Gaps.Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(TopicReader.Transports), MemberType = typeof(TopicReader))]
    public async Task A_subscriber_that_stops_reading_and_then_aborts_its_connection_is_removed(string transport)
    {
        await using var server = await TestServer.StartAsync(("Rooms:PingInterval", "01:00:00"));
        using var small = SmallWindow.CreateClient(server);
        await using var reader = TopicReader.Create(server, transport, small);
        await reader.ConnectAsync("earliest");
        await server.Client.SubscribersBecomeAsync("room:lobby", 1);
        await Publishers.InBatchesAsync(server.Client, "flood", Messages, batch: 10, Bytes);
        reader.Break();
        await server.Client.SubscribersBecomeAsync("room:lobby", 0);
    }

    [Theory]
    [MemberData(nameof(TopicReader.Transports), MemberType = typeof(TopicReader))]
    public async Task An_idle_subscriber_that_aborts_its_connection_is_removed(string transport)
    {
        await using var server = await TestServer.StartAsync();
        await using var reader = TopicReader.Create(server, transport);
        await reader.ConnectAsync("earliest");
        await server.Client.SubscribersBecomeAsync("room:lobby", 1);
        reader.Break();
        await server.Client.SubscribersBecomeAsync("room:lobby", 0);
    }
}
