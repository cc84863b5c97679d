using System.IO.Pipelines;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Publishing;
using Streaming.Server.Transports.WebSockets;
using Streaming.Tests.Sse;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>Tests when and how subscribers end.</summary>
public sealed class SubscriberEndTests
{
    private static readonly TopicName s_topic = new("room:a");

    private readonly HeldWriter _connection = new();

    [Fact]
    public async Task A_subscriber_that_ends_before_it_joins_completes_when_it_joins()
    {
        await using var server = await TestServer.StartAsync();
        var subscriber = await CreateAsync(server);
        subscriber.End();

        await server.Get<FanoutEngine>().RunAsync(subscriber, lease: null, CancellationToken.None).OrTimeout();
    }

    [Fact]
    public async Task No_message_follows_a_close_frame()
    {
        await using var server = await TestServer.StartAsync();
        var subscriber = await CreateAsync(server);
        var running = server.Get<FanoutEngine>().RunAsync(subscriber, lease: null, CancellationToken.None);
        await PublishAsync(server, "before");
        await Eventually.BecomesAsync(() => Task.FromResult(_connection.Pending), static pending => pending == 1);
        await using var frames = new WebSocketSubscriberStream(new Pipe().Reader, subscriber);

        await frames.WriteAsync(WebSocketFrame.Close(System.Net.WebSockets.WebSocketCloseStatus.InvalidMessageType, "Send text."));
        await PublishAsync(server, "after");

        (await _connection.AcceptAsync()).Should().Contain("before");
        (await _connection.AcceptAsync()).Should().Contain("Send text.");
        await running.OrTimeout();
        _connection.Pending.Should().Be(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_reads_slowly_has_little_time_for_its_last_bytes_only_when_the_server_stops(bool isClosing)
    {
        await using var server = await TestServer.StartAsync();
        var subscriber = await CreateAsync(server);
        (subscriber.IsBusy, subscriber.IsFinishing) = (true, true);

        SubscriberTimeouts.IsTimedOut(subscriber, now: 5_000, isClosing, TimeSpan.FromMinutes(1)).Should().Be(isClosing);
        subscriber.Reader.Release();
    }

    private async Task<Subscriber> CreateAsync(TestServer server)
    {
        var subscription = await server.Get<TopicRegistry>().SubscribeAsync(s_topic, SubscriptionStart.Live, CancellationToken.None);
        return new Subscriber(
            subscription.HandOverAll().Single(), _connection, server.Get<RoomProtocols>().Of(RoomWireFormat.Plain));
    }

    private static async Task PublishAsync(TestServer server, string text) =>
        await server.Get<Publisher>().PublishAsync(s_topic, NewMessage.Text(text)).OrTimeout();
}
