using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;
using Streaming.Tests.DurableStreams;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>
/// Tests the streams whose items the fan-out writes to the WebSocket, between the messages that SignalR writes.
/// </summary>
public sealed class HubDeliveryTests
{
    public static TheoryData<bool, string> Connections => new()
    {
        { false, "true" }, { true, "true" }, { false, "false" }, { true, "false" },
    };

    [Theory]
    [InlineData(false, "1")]
    [InlineData(true, "1")]
    [InlineData(false, "a\"b\\<é👍>&+\u007f")]
    [InlineData(true, "a\"b\\<é👍>&+\u007f")]
    [InlineData(true, "an id with more than thirty-one characters")]
    public async Task Items_have_the_bytes_that_SignalR_itself_writes(bool messagePack, string id)
    {
        await using var server = await TestServer.StartAsync();
        NewMessage[] messages =
        [
            NewMessage.Text("schön \"<&+>\" 👍\n"u8, type: null, "Zoë <z>"), NewMessage.Json("{ \"a\" : [1, 2.50, null, \"ü\"] }"u8),
            NewMessage.Binary([0, 1, 0xFF]), NewMessage.Text(new string('x', 90)), NewMessage.Text(new string('y', 120)),
            NewMessage.Text(new string('z', 300)), NewMessage.Text(new string('ä', 32_700)), NewMessage.Json("-1e400"u8),
        ];
        foreach (var message in messages)
            await server.Get<Publisher>().PublishAsync(new("news"), message);

        var polling = await LongPollHub.ConnectAsync(server, messagePack);
        await polling.SubscribeAsync(id, "news", "earliest");
        var expected = await polling.ReceiveAsync(messages.Length);
        await using var hub = await RawHub.ConnectAsync(server, messagePack);
        await hub.SubscribeAsync(id, "news", "earliest");
        foreach (var message in expected)
            (await hub.NextBytesAsync()).Should().Equal(message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_long_id_of_a_stream_is_not_in_memory_for_each_item_of_a_page(bool messagePack)
    {
        const int Messages = 256;
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < Messages; i++)
            await server.Get<Publisher>().PublishAsync(new("news"), NewMessage.Text("x"));
        await using var hub = await RawHub.ConnectAsync(server, messagePack);
        var id = new string('i', 10_000);
        await hub.SubscribeAsync(id, "news", "earliest");
        for (var i = 1; i <= Messages; i++)
            ItemOf(await hub.NextAsync(), id).Offset.Should().Be(i);
        hub.LongestFrame.Should().BeLessThan(100_000);
    }

    [Theory]
    [MemberData(nameof(Connections))]
    public async Task A_closed_topic_completes_its_streams_after_the_last_item(bool messagePack, string direct)
    {
        const int Messages = 300;
        await using var server = await TestServer.StartAsync(("Delivery:Direct", direct));
        await server.CreateStreamAsync("s");
        await using var first = await RawHub.ConnectAsync(server, messagePack);
        await using var second = await RawHub.ConnectAsync(server, messagePack);
        await first.SubscribeAsync("1", "s", "earliest");
        await second.SubscribeAsync("2", "s");
        await server.Client.SubscribersBecomeAsync("s", 2);
        for (var i = 0; i < Messages; i++)
            _ = await server.Get<Publisher>().PublishAsync(new("s"), NewMessage.Text($"{i}"));
        await server.CloseStreamAsync("s");
        foreach (var (hub, id) in new[] { (first, "1"), (second, "2") })
        {
            for (var i = 0; i < Messages; i++)
                ItemOf(await hub.NextAsync(), id).Text.Should().Be($"{i}");
            ItemOf(await hub.NextAsync(), id).Type.Should().Be("closed");
            (await hub.NextAsync()).Should().BeOfType<CompletionMessage>().Which.Should()
                .BeEquivalentTo(new { InvocationId = id, Error = (string?)null });
        }

        await server.Client.SubscribersBecomeAsync("s", 0);
    }

    [Theory]
    [MemberData(nameof(Connections))]
    public async Task Nothing_follows_the_completion_of_a_cancelled_stream(bool messagePack, string direct)
    {
        await using var server = await TestServer.StartAsync(("Delivery:Direct", direct));
        await using var hub = await RawHub.ConnectAsync(server, messagePack);
        using var stop = new CancellationTokenSource();
        var publishing = PublishAllTheTimeAsync(server, "news", stop.Token);
        for (var id = 1; id <= 5; id++)
        {
            await hub.SubscribeAsync($"{id}", "news");
            ItemOf(await hub.NextAsync(), $"{id}");
            await hub.SendAsync(new CancelInvocationMessage($"{id}"));
            HubMessage next;
            while ((next = await hub.NextAsync()) is StreamItemMessage)
                ItemOf(next, $"{id}");
            next.Should().BeOfType<CompletionMessage>().Which.Should()
                .BeEquivalentTo(new { InvocationId = $"{id}", Error = (string?)null });
            await hub.SendAsync(new InvocationMessage($"call{id}", "Publish", ["other", "x"]));
            (await hub.NextAsync()).Should().BeOfType<CompletionMessage>().Which.InvocationId.Should().Be($"call{id}");
        }

        await stop.CancelAsync();
        await publishing;
    }

    [Theory]
    [MemberData(nameof(Connections))]
    public async Task Streams_calls_and_long_histories_share_a_connection(bool messagePack, string direct)
    {
        const int Messages = 200;
        await using var server = await TestServer.StartAsync(("Delivery:Direct", direct));
        for (var i = 1; i <= Messages; i++)
            await server.Get<Publisher>().PublishAsync(new("old"), NewMessage.Text(new string('x', 6_000)));
        await using var hub = await RawHub.ConnectAsync(server, messagePack);
        await hub.SubscribeAsync("a", "left");
        await hub.SubscribeAsync("b", "right");
        await hub.SendAsync(new StreamInvocationMessage("h", "History", ["old", null, 0L]));
        // Each stream starts by itself, so one of them can be late.
        await server.Client.SubscribersBecomeAsync("left", 1);
        await server.Client.SubscribersBecomeAsync("right", 1);
        var publishing = Task.Run(async () =>
        {
            for (var i = 1; i <= Messages; i++)
            {
                await server.Get<Publisher>().PublishAsync(new("left"), NewMessage.Text($"{i}"));
                await server.Get<Publisher>().PublishAsync(new("right"), NewMessage.Text($"{i}"));
            }
        });
        for (var i = 0; i < Messages; i++)
            await hub.SendAsync(new InvocationMessage($"{i}", "Publish", ["mine", $"{i}"]));

        var (items, completed) = (new Dictionary<string, long> { ["a"] = 0, ["b"] = 0, ["h"] = 0 }, 0);
        while (completed < Messages + 1 || items.Values.Any(count => count < Messages))
        {
            switch (await hub.NextAsync())
            {
                case StreamItemMessage { InvocationId: { } id } item:
                    ((HubItem)item.Item!).Offset.Should().Be(++items[id]);
                    break;
                case CompletionMessage completion:
                    completion.Error.Should().BeNull();
                    completed++;
                    break;
            }
        }

        await publishing;
    }

    [Theory]
    [MemberData(nameof(Connections))]
    public async Task A_client_that_stops_reading_is_disconnected_and_the_others_continue(bool messagePack, string direct)
    {
        const int Messages = 300;
        await using var server = await TestServer.StartAsync(
            ("Delivery:Direct", direct), ("Delivery:WriteTimeout", "3s"), ("Storage:Provider", "memory"));
        await using var stopped = await RawHub.ConnectAsync(server, messagePack, receiveBytes: 4_096);
        await stopped.SubscribeAsync("1", "news");
        await using var reader = await RawHub.ConnectAsync(server, messagePack);
        await reader.SubscribeAsync("1", "news");
        await server.Client.SubscribersBecomeAsync("news", 2);
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++)
                await server.Get<Publisher>().PublishAsync(new("news"), NewMessage.Text(new string('x', 50_000)));
        });
        for (var i = 1; i <= Messages; i++)
            ItemOf(await reader.NextAsync(), "1").Offset.Should().Be(i);
        await publishing;
        await server.Client.SubscribersBecomeAsync("news", 1);
    }

    [Theory]
    [MemberData(nameof(Connections))]
    public async Task A_client_that_reads_one_byte_at_a_time_receives_everything(bool messagePack, string direct)
    {
        const int Messages = 60;
        await using var server = await TestServer.StartAsync(("Delivery:Direct", direct));
        await using var hub = await RawHub.ConnectAsync(server, messagePack, receiveBytes: 4_096, bytesPerRead: 1);
        await hub.SubscribeAsync("1", "news");
        await server.Client.SubscribersBecomeAsync("news", 1);
        for (var i = 1; i <= Messages; i++)
            await server.Get<Publisher>().PublishAsync(new("news"), NewMessage.Text(new string('x', 1_000)));
        await hub.SendAsync(new InvocationMessage("call", "Publish", ["news", "last"]));
        var hasCompleted = false;
        for (var offset = 1; offset <= Messages + 1 || !hasCompleted;)
        {
            var next = await hub.NextAsync();
            if (next is CompletionMessage)
                hasCompleted = true;
            else
                ItemOf(next, "1").Offset.Should().Be(offset++);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Streams_work_on_a_server_that_does_not_give_out_the_streams_of_WebSockets(bool messagePack)
    {
        await using var server = await TestServer.StartAsync(
            configure: null,
            app => app.Use((http, next) =>
            {
                http.Features.Set<IHttpUpgradeFeature>(null);
                return next(http);
            }),
            folder: null);
        await using var hub = await RawHub.ConnectAsync(server, messagePack);
        await hub.SubscribeAsync("1", "news", "earliest");
        await server.Get<Publisher>().PublishAsync(new("news"), NewMessage.Text("hello"));
        ItemOf(await hub.NextAsync(), "1").Text.Should().Be("hello");
    }

    private static HubItem ItemOf(HubMessage message, string id)
    {
        var item = message.Should().BeOfType<StreamItemMessage>().Which;
        item.InvocationId.Should().Be(id);
        return (HubItem)item.Item!;
    }

    private static async Task PublishAllTheTimeAsync(TestServer server, string topic, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await server.Get<Publisher>().PublishAsync(new(topic), NewMessage.Text("x"), CancellationToken.None);
            await Task.Yield();
        }
    }
}
