using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

public sealed class SlowDisconnectTests
{
    private const int RingMessages = 16;

    [Fact]
    public async Task A_subscriber_with_slow_disconnect_that_misses_the_ring_is_disconnected_and_the_other_topics_go_on()
    {
        // One writer loop, so that both topics share it.
        await using var server = await TestServer.StartAsync(
            ("Topics:RingMessages", $"{RingMessages}"), ("Delivery:Loops", "1"), ("Delivery:InlineReaders", "0"));
        await using var slow = await EventStream.OpenAsync(server.Client, "/topics/news/events?slow=disconnect");
        await using var other = await EventStream.OpenAsync(server.Client, "/topics/other/events");
        await server.Client.PublishAsync("news", "first");
        (await slow.NextAsync())!.Data.Should().Be("first");

        // One commit brings more messages than the ring holds.
        using var batch = new StringContent(
            $"[{string.Join(',', Enumerable.Range(0, RingMessages * 4).Select(i => $"{{\"data\":{i}}}"))}]",
            Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync("/topics/news/messages", batch).OrTimeout();
        response.EnsureSuccessStatusCode();

        await server.Client.SubscribersBecomeAsync("news", 0);
        await server.Client.PublishAsync("other", "still served");
        (await other.NextAsync())!.Data.Should().Be("still served");
    }
}
