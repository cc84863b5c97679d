using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

/// <summary>
/// Tests the event <c>caught-up</c>: a subscriber that requested a replay receives it once, at the end of the replay. <c>onmessage</c> of
/// an EventSource does not receive it.
/// </summary>
[Trait("Category", "Slow")]
public sealed class CaughtUpTests
{
    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Caught_up_follows_the_last_message_of_the_replay(string direct)
    {
        await using var server = await TestServer.StartAsync(("Delivery:Direct", direct));
        await server.Client.PublishAsync("news", "one");
        var head = await PublishAsync(server, "news", "two");
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest", withCaughtUp: true);
        (await events.TakeAsync(2)).Select(seen => seen.Data).Should().Equal("one", "two");
        var caughtUp = (await events.NextAsync())!;
        caughtUp.Type.Should().Be("caught-up");
        // The event has no id, so that the subscriber keeps the id of its last message.
        caughtUp.Id.Should().Be(head);
        HeadOf(caughtUp).Should().Be(("news", head));
        await server.Client.PublishAsync("news", "three");
        (await events.NextAsync())!.Data.Should().Be("three");
    }

    [Fact]
    public async Task Caught_up_is_sent_after_a_replay_from_the_log()
    {
        await using var server = await TestServer.StartAsync(("Topics:RingMessages", "16"));
        var head = string.Empty;
        for (var i = 0; i < 600; i++)
            head = await PublishAsync(server, "news", "old");
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest", withCaughtUp: true);
        (await events.TakeAsync(600)).Should().OnlyContain(seen => seen.Data == "old");
        HeadOf((await events.NextAsync())!).Should().Be(("news", head));
    }

    [Fact]
    public async Task Caught_up_is_sent_at_once_if_no_message_was_missed()
    {
        await using var server = await TestServer.StartAsync();
        var head = await PublishAsync(server, "news", "one");
        await using var events = await EventStream.OpenAsync(
            server.Client, "/topics/news/events", lastEventId: head, withCaughtUp: true);
        HeadOf((await events.NextAsync())!).Should().Be(("news", head));
    }

    [Fact]
    public async Task Caught_up_follows_the_gap_if_no_message_is_left_to_replay()
    {
        await using var server = await TestServer.StartAsync();
        var first = await PublishAsync(server, "news", "one");
        var epoch = first[..first.IndexOf('-', StringComparison.Ordinal)];
        await server.Client.PublishAsync("news", "two");
        using var trimmed = await server.Client.DeleteAsync($"/topics/news/messages?before={epoch}-3").OrTimeout();
        trimmed.StatusCode.Should().Be(HttpStatusCode.OK);
        foreach (var path in (string[])["/topics/news/events", "/events?topic=news"])
        {
            var id = path.StartsWith("/events", StringComparison.Ordinal) ? $"news={first}" : first;
            await using var events = await EventStream.OpenAsync(server.Client, path, lastEventId: id, withCaughtUp: true);
            (await events.TakeAsync(2)).Select(seen => seen.Type).Should().Equal("gap", "caught-up");
        }
    }

    [Theory]
    [InlineData("/topics/news/events")]
    [InlineData("/events?topic=news")]
    public async Task A_subscriber_that_starts_live_receives_no_caught_up(string path)
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "old");
        await using var events = await EventStream.OpenAsync(server.Client, path, withCaughtUp: true);
        await server.Client.PublishAsync("news", "new");
        (await events.NextAsync())!.Data.Should().Be("new");
    }

    [Fact]
    public async Task A_subscriber_of_several_topics_receives_caught_up_for_each_topic()
    {
        await using var server = await TestServer.StartAsync();
        var a = await PublishAsync(server, "a", "one");
        var b = await PublishAsync(server, "b", "two");
        await using var events = await EventStream.OpenAsync(
            server.Client, "/events?topic=a&topic=b&topic=empty&after=earliest", withCaughtUp: true);
        var seen = await events.TakeAsync(5);
        var ends = seen.Where(e => e.Type == "caught-up").Select(HeadOf).ToList();
        ends.Select(end => end.Topic).Should().BeEquivalentTo("a", "b", "empty");
        ends.Should().Contain([("a", a), ("b", b)]);
        foreach (var (topic, text) in new[] { ("a", "one"), ("b", "two") })
            Index(e => e.Data == text).Should().BeLessThan(Index(e => e.Type == "caught-up" && HeadOf(e).Topic == topic));

        int Index(Func<EventStream.Event, bool> match) => seen.ToList().FindIndex(e => match(e));
    }

    [Fact]
    public async Task Caught_up_is_sent_once_while_messages_are_being_published()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 300; i++)
            await server.Client.PublishAsync("news", "old");
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
                await server.Client.PublishAsync("news", "new");
        });
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest", withCaughtUp: true);
        var seen = await events.TakeAsync(601);
        await publishing;
        var at = seen.ToList().FindIndex(e => e.Type == "caught-up");
        seen.Count(e => e.Type == "caught-up").Should().Be(1);
        Positions.OffsetOf(HeadOf(seen[at]).Position).Should().BeInRange(300, at);
    }

    [Fact]
    public async Task Caught_up_is_a_frame_in_a_JSON_room_and_absent_in_a_text_room()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("room:lobby", "hello");
        await using var people = await RoomClient.JoinAsync(server, "lobby", "name=Ann&after=earliest");
        (await people.ReceiveTextAsync()).Should().Be("[lobby] echo: hello");
        await using var program = await RoomClient.JoinAsync(server, "lobby", "name=Bot&after=earliest&format=json");
        JsonElement frame;
        do
            frame = await program.ReceiveJsonAsync(withCaughtUp: true);
        while (frame.GetProperty("type").GetString() != "caught-up");
        frame.TryGetProperty("position", out _).Should().BeFalse();
        frame.GetProperty("data").GetProperty("topic").GetString().Should().Be("room:lobby");
        Positions.OffsetOf(frame.GetProperty("data").GetProperty("position").GetString()!).Should().BePositive();
        await program.SendTextAsync("done");
        (await people.ReceiveTextAsync()).Should().Be("[lobby] echo: done");
    }

    [Fact]
    public async Task Clients_cannot_publish_a_message_of_type_caught_up()
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await server.Client.PostAsync("/topics/news/messages?type=caught-up", new StringContent("forged")).OrTimeout();
        (await answer.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("reserved");
    }

    private static async Task<string> PublishAsync(TestServer server, string topic, string text) =>
        (await server.Client.PublishAsync(topic, text)).GetProperty("last").GetString()!;

    private static (string Topic, string Position) HeadOf(EventStream.Event caughtUp)
    {
        using var json = JsonDocument.Parse(caughtUp.Data);
        return (json.RootElement.GetProperty("topic").GetString()!, json.RootElement.GetProperty("position").GetString()!);
    }
}
