using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>Topics that are created, closed and deleted, as clients of each transport see them.</summary>
[Trait("Category", "Slow")]
public sealed class TopicsOverHttpTests
{
    [Fact]
    public async Task A_topic_is_created_once_with_its_properties()
    {
        await using var server = await TestServer.StartAsync();
        using var created = await PutAsync(server, "s", """{"contentType":"text/plain","timeToLive":"1h"}""");
        using var again = await PutAsync(server, "s", """{"contentType":"text/plain","timeToLive":"3600s"}""");
        using var other = await PutAsync(server, "s", """{"contentType":"text/html","timeToLive":"1h"}""");
        using var plain = await PutAsync(server, "t", string.Empty);

        (created.StatusCode, again.StatusCode, plain.StatusCode).Should().Be(
            (HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Created));
        (await other.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("other properties");
        var state = await server.Client.GetJsonAsync("/topics/s");
        state.GetProperty("contentType").GetString().Should().Be("text/plain");
        state.GetProperty("closed").GetBoolean().Should().BeFalse();
        state.GetProperty("expires").ValueKind.Should().Be(JsonValueKind.String);
        (await server.Client.GetJsonAsync("/topics")).EnumerateArray().Select(each => each.GetProperty("topic").GetString()).Should()
            .Equal("s", "t");
    }

    [Theory]
    [InlineData("""{"contentType":"text"}""", "content type")]
    [InlineData("""{"retention":"1h"}""", "'retention' is not known")]
    [InlineData("""{"closed":"yes"}""", "'closed' has a value of the wrong kind")]
    [InlineData("""{"timeToLive":"soon"}""", "timeToLive")]
    [InlineData("""{"timeToLive":"1h","expiresAt":"2030-01-01T00:00:00Z"}""", "one of them")]
    [InlineData("""{"expiresAt":"2020-01-01T00:00:00Z"}""", "is in the past; give a later time")]
    [InlineData("""{"color":1}""", "not known")]
    [InlineData("[]", "not an object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"closed":false,"closed":true}""", "a property twice")]
    [InlineData("""{"expiresAt":"tomorrow"}""", "The time in expiresAt is not valid")]
    public async Task Invalid_properties_are_refused(string body, string expected)
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await PutAsync(server, "s", body);
        (await answer.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(expected);
    }

    [Fact]
    public async Task A_time_of_expiry_without_a_zone_is_UTC()
    {
        await using var server = await TestServer.StartAsync();
        using var created = await PutAsync(server, "s", """{"expiresAt":"2099-01-01 10:00"}""");
        created.StatusCode.Should().Be(HttpStatusCode.Created);
        (await server.Client.GetJsonAsync("/topics/s")).GetProperty("expires").GetDateTimeOffset().Should()
            .Be(new DateTimeOffset(2099, 1, 1, 10, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_closed_topic_refuses_publishes_and_ends_its_event_streams()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("s", "one");
        await using var early = await EventStream.OpenAsync(server.Client, "/topics/s/events?after=earliest");
        await using var several = await EventStream.OpenAsync(server.Client, "/events?topic=s");
        (await early.TakeAsync(1))[0].Data.Should().Be("one");

        var closed = await CloseAsync(server, "s");
        closed.GetProperty("closed").GetBoolean().Should().BeTrue();
        (await CloseAsync(server, "s")).GetProperty("closed").GetBoolean().Should().BeTrue("closing it again changes nothing");

        using (var refused = await server.Client.PostAsync("/topics/s/messages", new StringContent("two")).OrTimeout())
            (await refused.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("closed");
        await using var late = await EventStream.OpenAsync(server.Client, "/topics/s/events?after=earliest");
        (await late.TakeAsync(1))[0].Data.Should().Be("one");
        foreach (var stream in (EventStream[])[early, several, late])
        {
            var last = await LastAsync(stream);
            last.Type.Should().Be("closed");
            JsonDocument.Parse(last.Data).RootElement.GetProperty("reason").GetString().Should().Be("closed");
        }

        foreach (var (path, id) in ((string, string)[])[("/topics/s/events", late.LastEventId), ("/events?topic=s", several.LastEventId)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Last-Event-ID", id);
            using var response = await server.Client.SendAsync(request).OrTimeout();
            response.StatusCode.Should().Be(HttpStatusCode.NoContent, "with this status an EventSource stops");
        }
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_cannot_be_closed_or_deleted()
    {
        await using var server = await TestServer.StartAsync();
        using var closed = await server.Client.PostAsync("/topics/s/close", content: null).OrTimeout();
        (await closed.ProblemAsync(HttpStatusCode.NotFound)).Should().Contain("no topic");
        using var deleted = await server.Client.DeleteAsync("/topics/s").OrTimeout();
        (await deleted.ProblemAsync(HttpStatusCode.NotFound)).Should().Contain("no topic");
    }

    [Fact]
    public async Task A_deleted_topic_ends_its_readers_and_its_next_life_has_only_new_messages()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("s", "old");
        await using var reader = await EventStream.OpenAsync(server.Client, "/topics/s/events?after=earliest");
        var old = (await reader.TakeAsync(1))[0];

        using (var deleted = await server.Client.DeleteAsync("/topics/s").OrTimeout())
            deleted.StatusCode.Should().Be(HttpStatusCode.NoContent);
        var last = await LastAsync(reader);
        (last.Type, JsonDocument.Parse(last.Data).RootElement.GetProperty("reason").GetString()).Should().Be(("closed", "deleted"));
        (await server.Client.GetJsonAsync("/topics/s/messages")).GetArrayLength().Should().Be(0);

        await server.Client.PublishAsync("s", "new");
        await using var next = await EventStream.OpenAsync(server.Client, "/topics/s/events", lastEventId: old.Id);
        var events = await next.TakeAsync(2);
        events.Select(each => each.Type).Should().Equal("gap", "message");
        events[1].Data.Should().Be("new");
        await server.Client.PublishAsync("s", "newer");
        (await next.TakeAsync(1))[0].Data.Should().Be("newer");
    }

    [Fact]
    public async Task A_subscriber_that_waited_before_the_creation_receives_the_messages_of_a_fork_and_its_end()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("source", "one");
        await using var reader = await EventStream.OpenAsync(server.Client, "/topics/fork/events");
        await server.Client.SubscribersBecomeAsync("fork", 1);

        var topics = server.Get<TopicRegistry>();
        var creation = new TopicCreation { Fork = new ForkRequest(new TopicName("source"), null, null, 0), IsClosed = true };
        var result = await topics.AppendAsync(
            new TopicName("fork"), [NewMessage.Text("two")], conditions: null, creation, CancellationToken.None).OrTimeout();

        result.Verdict!.Outcome.Should().Be(AppendOutcome.Created);
        var events = await reader.TakeAsync(3);
        events.Select(each => (each.Type, each.Data)).Take(2).Should().Equal(("message", "one"), ("message", "two"));
        events[2].Type.Should().Be("closed");
    }

    [Fact]
    public async Task Members_of_a_room_are_told_of_its_end_and_disconnected()
    {
        await using var server = await TestServer.StartAsync();
        await using var text = await RoomClient.JoinAsync(server, "lobby");
        await using var json = await RoomClient.JoinAsync(server, "lobby", "?format=json");
        await server.Client.SubscribersBecomeAsync("room:lobby", 2);
        await CloseAsync(server, "room:lobby");

        (await text.ReceiveTextAsync()).Should().StartWith("[lobby] closed: ");
        (await text.ReceiveTextAsync()).Should().BeNull("the connection is closed");
        ((int?)text.Socket.CloseStatus).Should().Be(1000);
        JsonElement received;
        do
            received = await json.ReceiveJsonAsync(withCaughtUp: true);
        while (received.GetProperty("type").GetString() != "closed");
        (await json.ReceiveTextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task A_channel_is_unsubscribed_for_good()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("news");
        await server.Client.PublishAsync("news", "one");
        (await client.ReceiveTextAsync()).Should().Be("one");
        await CloseAsync(server, "news");

        var push = (await client.PushAsync()).GetProperty("unsubscribe");
        (push.GetProperty("code").GetInt32(), push.GetProperty("reason").GetString()).Should().Be((2001, "closed"));
        await client.SubscribeAsync("news");
        (await client.PushAsync()).GetProperty("unsubscribe").GetProperty("code").GetInt32().Should().Be(2001);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_SignalR_stream_completes_after_the_closed_message(bool messagePack)
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await HubReader.ConnectAsync(server, messagePack: messagePack);
        await using var subscription = hub.Subscribe("news");
        await server.Client.SubscribersBecomeAsync("news", 1);
        await server.Client.PublishAsync("news", "one");
        await CloseAsync(server, "news");

        (await subscription.NextAsync())!.Text.Should().Be("one");
        (await subscription.NextAsync())!.Type.Should().Be("closed");
        (await subscription.NextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Bytes_are_shown_in_Base64_where_the_form_is_text()
    {
        await using var server = await TestServer.StartAsync();
        byte[] bytes = [0, 0xFF, 0xFE, 1];
        var base64 = Convert.ToBase64String(bytes);
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("room:x");
        await using var member = await RoomClient.JoinAsync(server, "x");
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/room:x/events");
        using (var published = await server.Client.PostAsJsonAsync("/topics/room:x/messages", new { data_base64 = base64 }).OrTimeout())
            published.StatusCode.Should().Be(HttpStatusCode.Created);

        (await member.ReceiveTextAsync()).Should().Be($"[x] echo: {base64}");
        EventStream.Event shown;
        do
            shown = (await events.TakeAsync(1))[0];
        while (shown.Type == "join");
        shown.Data.Should().Be(base64);
        var pub = (await client.PushAsync()).GetProperty("pub");
        (pub.GetProperty("data").GetString(), pub.GetProperty("tags").GetProperty("encoding").GetString()).Should().Be((base64, "base64"));
        var kept = (await server.Client.GetJsonAsync("/topics/room:x/messages")).EnumerateArray()
            .Single(each => each.TryGetProperty("data_base64", out _));
        (kept.GetProperty("data_base64").GetBytesFromBase64(), kept.TryGetProperty("data", out _)).Should().BeEquivalentTo((bytes, false));
        (await server.Client.GetStringAsync("/topics/room:x/messages?format=csv&columns=data,encoding").OrTimeout()).Should()
            .Contain($"{base64},base64");
    }

    [Theory]
    [InlineData("""{"data_base64":"%"}""", "Base64")]
    [InlineData("""{"data_base64":"AA==","data":1}""", "data twice")]
    [InlineData("""{"type":"x"}""", "no data")]
    public async Task Invalid_bytes_are_refused(string body, string expected)
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await server.Client.PostAsync(
            "/topics/s/messages", new StringContent(body, Encoding.UTF8, "application/json")).OrTimeout();
        (await answer.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(expected);
    }

    private static Task<HttpResponseMessage> PutAsync(TestServer server, string topic, string body) =>
        server.Client.PutAsync($"/topics/{topic}", new StringContent(body, Encoding.UTF8, "application/json")).OrTimeout();

    private static async Task<JsonElement> CloseAsync(TestServer server, string topic)
    {
        using var response = await server.Client.PostAsync($"/topics/{topic}/close", content: null).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return await response.Content.ReadFromJsonAsync<JsonElement>().OrTimeout();
    }

    // The last event of a stream that the server has completed.
    private static async Task<EventStream.Event> LastAsync(EventStream stream)
    {
        EventStream.Event? last = null;
        while (await stream.NextAsync() is { } next)
            last = next;
        return last!;
    }
}
