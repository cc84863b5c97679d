using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

public sealed class SubscribeTests
{
    [Fact]
    public async Task A_new_subscription_starts_after_the_newest_message()
    {
        await using var server = await TestServer.StartAsync();
        var before = await server.Client.PublishAsync("news", "before");
        await using var client = await CentrifugalClient.ConnectAsync(server);
        var result = await client.SubscribeAsync("news");
        result.GetProperty("recoverable").GetBoolean().Should().BeTrue();
        result.GetProperty("positioned").GetBoolean().Should().BeTrue();
        result.GetProperty("offset").GetInt64().Should().Be(1);
        result.GetProperty("epoch").GetString().Should().Be(Positions.EpochOf(before.GetProperty("last").GetString()!));
        result.TryGetProperty("was_recovering", out _).Should().BeFalse();
        result.TryGetProperty("publications", out _).Should().BeFalse();
        result.TryGetProperty("id", out _).Should().BeFalse();

        await server.Client.PublishAsync("news", "after");
        var push = await client.PushAsync();
        push.GetProperty("channel").GetString().Should().Be("news");
        push.GetProperty("pub").GetProperty("data").GetString().Should().Be("after");
        push.GetProperty("pub").GetProperty("offset").GetInt64().Should().Be(2);
    }

    [Fact]
    public async Task A_published_message_is_durable_at_its_reply_and_delivered_on_every_transport()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/room:lobby/events");
        await using var member = await RoomClient.JoinAsync(server, "lobby");
        await using var client = await CentrifugalClient.ConnectAsync(server, "name=ann");
        (await client.CallAsync("""
            "publish":{"channel":"room:lobby","data":"hello"}
            """)).GetProperty("publish").EnumerateObject().Should().BeEmpty("the reply contains no offset");
        (await member.ReceiveTextAsync()).Should().Be("[lobby] echo: hello");
        (await events.TakeAsync(2))[1].Data.Should().Be("hello");
        var kept = (await server.Client.GetJsonAsync("/topics/room:lobby/messages")).EnumerateArray().Last();
        kept.GetProperty("data").GetString().Should().Be("hello");
        kept.GetProperty("sender").GetString().Should().Be("ann");
    }

    [Fact]
    public async Task Many_channels_share_one_connection_and_each_keeps_its_order()
    {
        const int Channels = 100, Messages = 50;
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        for (var channel = 0; channel < Channels; channel++)
            await client.SubscribeAsync($"channel-{channel}");
        var publishing = Task.WhenAll(Enumerable.Range(0, Channels).Select(async channel =>
        {
            for (var i = 1; i <= Messages; i++)
                await server.Client.PublishAsync($"channel-{channel}", $"{i}");
        }));
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Channels * Messages; i++)
        {
            var push = await client.PushAsync();
            var channel = push.GetProperty("channel").GetString()!;
            next[channel] = next.GetValueOrDefault(channel) + 1;
            push.GetProperty("pub").GetProperty("offset").GetInt32().Should().Be(next[channel]);
        }

        await publishing;
        next.Should().HaveCount(Channels);
    }

    [Fact]
    public async Task No_push_of_a_channel_follows_the_reply_to_unsubscribe()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        for (var round = 0; round < 20; round++)
        {
            await client.SubscribeAsync("news");
            var publishing = Task.WhenAll(Enumerable.Range(0, 20).Select(i => server.Client.PublishAsync("news", $"{i}")));
            await client.CallAsync("\"unsubscribe\":{\"channel\":\"news\"}");
            await publishing;
            // The next object must be the reply: a push before it would fail the call.
            await client.SendAsync("""{"id":7,"history":{"channel":"other"}}""");
            var next = (await client.NextAsync())!.Value;
            next.GetProperty("id").GetInt32().Should().Be(7);
            await server.Client.SubscribersBecomeAsync("news", 0);
        }
    }

    [Fact]
    public async Task A_command_that_cannot_be_executed_is_refused_with_the_protocols_code()
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:MaxChannels", "2"));
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("a");
        (await client.RefusedAsync("\"subscribe\":{\"channel\":\"a\"}")).Code.Should().Be(105);
        await client.SubscribeAsync("b");
        var (code, message, temporary) = await client.RefusedAsync("\"subscribe\":{\"channel\":\"c\"}");
        (code, temporary).Should().Be((106, false));
        message.Should().Contain("unsubscribe");
        await client.CallAsync("\"unsubscribe\":{\"channel\":\"b\"}");
        await client.CallAsync("\"unsubscribe\":{\"channel\":\"never-subscribed\"}");

        (await client.RefusedAsync("\"subscribe\":{\"channel\":\"not a name\"}")).Message.Should().Contain("not allowed at place 4");
        (await client.RefusedAsync("\"subscribe\":{\"channel\":\"c\",\"tf\":{\"op\":\"eq\"}}")).Code.Should().Be(107);
        (await client.RefusedAsync("\"subscribe\":{\"channel\":\"c\",\"type\":1}")).Code.Should().Be(108);
        (await client.RefusedAsync("\"subscribe\":{\"channel\":\"c\",\"phase\":2}")).Code.Should().Be(108);
        (await client.RefusedAsync("\"rpc\":{\"method\":\"m\"}")).Code.Should().Be(108);
        (await client.RefusedAsync("\"sub_refresh\":{\"channel\":\"a\"}")).Code.Should().Be(108);
        (await client.RefusedAsync("\"ping\":{}")).Code.Should().Be(104);
        (await client.RefusedAsync("\"something\":{}")).Code.Should().Be(104);
        (await client.RefusedAsync("\"publish\":{\"channel\":\"a\"}")).Code.Should().Be(107);
        (await client.RefusedAsync("\"publish\":{\"channel\":\"a\",\"data\":1,\"type\":1}")).Code.Should().Be(108);
        (await client.RefusedAsync("\"presence\":{\"channel\":\"a\"}")).Code.Should().Be(108);
        (await client.RefusedAsync("\"history\":{\"channel\":\"a\",\"limit\":-2}")).Code.Should().Be(107);

        // The server ignores delta and send; the connection stays open.
        (await client.SubscribeAsync("c", ",\"delta\":\"fossil\",\"flag\":1")).TryGetProperty("delta", out _).Should().BeFalse();
        await client.SendAsync("""{"send":{"data":{"a":1}}}""");
        await client.SendAsync("{}");
        await server.Client.PublishAsync("c", "still there");
        (await client.ReceiveTextAsync()).Should().Be("still there");
    }

    [Fact]
    public async Task A_message_above_the_size_limit_of_its_topic_is_refused_with_a_sentence()
    {
        await using var server = await TestServer.StartAsync(("Topics:Policies:0:Match", "*"), ("Topics:Policies:0:MaxMessageBytes", "10"));
        await using var client = await CentrifugalClient.ConnectAsync(server);
        (await client.RefusedAsync("\"publish\":{\"channel\":\"a\",\"data\":\"12345678901\"}")).Message.Should().Contain("10 bytes");
    }
}
