using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Bogus;
using Streaming.Tests.Support;

namespace Streaming.Tests.Rooms;

[Trait("Category", "Slow")]
public sealed class RoomTests
{
    [Fact]
    public async Task A_members_message_is_sent_to_every_member_and_to_its_sender()
    {
        await using var server = await TestServer.StartAsync();
        await using var ann = await RoomClient.JoinAsync(server, "lobby", "name=Ann");
        await using var ben = await RoomClient.JoinAsync(server, "lobby");
        await ann.SendTextAsync("hello");
        (await ann.ReceiveTextAsync()).Should().Be("[lobby] echo: hello");
        (await ben.ReceiveTextAsync()).Should().Be("[lobby] echo: hello");
    }

    [Fact]
    public async Task A_message_of_one_room_is_not_sent_to_another()
    {
        await using var server = await TestServer.StartAsync();
        await using var lobby = await RoomClient.JoinAsync(server, "lobby");
        await using var kitchen = await RoomClient.JoinAsync(server, "kitchen");
        await lobby.SendTextAsync("in the lobby");
        await kitchen.SendTextAsync("in the kitchen");
        (await kitchen.ReceiveTextAsync()).Should().Be("[kitchen] echo: in the kitchen");
    }

    [Fact]
    public async Task A_message_published_over_HTTP_arrives_in_the_room()
    {
        await using var server = await TestServer.StartAsync();
        await using var member = await RoomClient.JoinAsync(server, "lobby");
        var answer = await server.Client.PublishAsync("room:lobby", "from outside");
        (await member.ReceiveTextAsync()).Should().Be("[lobby] echo: from outside");
        answer.GetProperty("subscribers").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task A_message_of_a_room_is_stored_in_its_topic_with_the_sender()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/room:lobby/events");
        await using var ann = await RoomClient.JoinAsync(server, "lobby", "name=Ann");
        (await events.NextAsync())!.Type.Should().Be("join");
        await ann.SendTextAsync("hello");
        (await events.NextAsync())!.Data.Should().Be("hello");
        var history = await server.Client.GetJsonAsync("/topics/room:lobby/messages?format=json");
        var said = history.EnumerateArray().Single(message => message.GetProperty("type").GetString() == "message");
        said.GetProperty("sender").GetString().Should().Be("Ann");
    }

    [Fact]
    public async Task A_member_with_the_JSON_format_receives_complete_messages()
    {
        await using var server = await TestServer.StartAsync();
        await using var member = await RoomClient.JoinAsync(server, "lobby", "name=Ann&format=json");
        (await member.ReceiveJsonAsync()).GetProperty("type").GetString().Should().Be("join");
        await member.SendTextAsync("hello");
        var said = await member.ReceiveJsonAsync();
        said.EnumerateObject().Select(property => property.Name).Should()
            .Equal("topic", "epoch", "offset", "position", "time", "type", "sender", "data");
        said.GetProperty("topic").GetString().Should().Be("room:lobby");
        said.GetProperty("offset").GetInt64().Should().Be(2);
        said.GetProperty("position").GetString().Should().Be(said.GetProperty("epoch").GetString() + "-2");
        said.GetProperty("sender").GetString().Should().Be("Ann");
        said.GetProperty("data").GetString().Should().Be("hello");

        await server.Client.PostAsync("/topics/room:lobby/messages", "{\"data\":{\"a\":[1,2]},\"type\":\"vote\"}", "application/json");
        var vote = await member.ReceiveJsonAsync();
        vote.GetProperty("type").GetString().Should().Be("vote");
        vote.GetProperty("sender").ValueKind.Should().Be(JsonValueKind.Null);
        vote.GetProperty("data").GetProperty("a").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Text_of_any_script_is_delivered_unchanged()
    {
        await using var server = await TestServer.StartAsync();
        await using var member = await RoomClient.JoinAsync(server, "lobby");
        foreach (var text in new[] { "ru", "zh_CN", "ar", "ja" }.Select(locale => new Faker(locale).Name.FullName())
            .Append("two\nlines \"quoted\" 👩‍👩‍👧"))
        {
            await member.SendTextAsync(text);
            (await member.ReceiveTextAsync()).Should().Be("[lobby] echo: " + text);
        }
    }

    [Fact]
    public async Task Two_thousand_messages_of_one_sender_keep_their_order()
    {
        const int Messages = 2_000;
        await using var server = await TestServer.StartAsync();
        await using var sender = await RoomClient.JoinAsync(server, "lobby");
        await using var listener = await RoomClient.JoinAsync(server, "lobby");
        var saying = SendAllAsync(sender);
        await Task.WhenAll(ReceiveAllAsync(sender), ReceiveAllAsync(listener), saying);

        static async Task SendAllAsync(RoomClient member)
        {
            for (var i = 0; i < Messages; i++)
                await member.SendTextAsync(i.ToString(CultureInfo.InvariantCulture));
        }

        static async Task ReceiveAllAsync(RoomClient member)
        {
            for (var i = 0; i < Messages; i++)
                (await member.ReceiveTextAsync()).Should().Be($"[lobby] echo: {i}");
        }
    }

    [Fact]
    public async Task A_silent_member_that_answers_pings_stays_connected()
    {
        // The pong timeout is long, so that a busy machine ends no connection; many pings are sent during the test nevertheless.
        await using var server = await TestServer.StartAsync(("Rooms:PingInterval", "00:00:00.020"), ("Rooms:PongTimeout", "00:00:30"));
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.FromMilliseconds(20);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        await socket.ConnectAsync(new UriBuilder(new Uri(server.Address, "/ws/lobby")) { Scheme = "ws" }.Uri, CancellationToken.None)
            .OrTimeout();
        var hearing = socket.ReceiveAsync(new byte[1_024].AsMemory(), CancellationToken.None).OrTimeout();

        await using var pinged = await RawMember.JoinAsync(server, "kitchen");
        for (var ping = 0; ping < 20; ping++)
        {
            var frame = (await pinged.NextFrameAsync())!;
            frame.Opcode.Should().Be(RawMember.Ping);
            await pinged.SendAsync(RawMember.Frame(RawMember.Pong, frame.Payload));
        }

        socket.State.Should().Be(WebSocketState.Open);
        await server.Client.PublishAsync("room:lobby", "still there?");
        (await hearing).MessageType.Should().Be(WebSocketMessageType.Text);
    }
}
