using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

[Trait("Category", "Slow")]
public sealed class SeveralTopicsTests
{
    [Fact]
    public async Task Several_topics_share_one_connection_each_in_its_order()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            await server.Client.PublishAsync("a", $"a{i}");
            await server.Client.PublishAsync("b", $"b{i}");
        }

        await using var events = await EventStream.OpenAsync(server.Client, "/events?topic=a&topic=b&after=earliest");
        var seen = (await events.TakeAsync(100)).Select(e => e.Data).ToList();
        seen.Where(data => data[0] == 'a').Should().Equal(Enumerable.Range(0, 50).Select(i => $"a{i}"));
        seen.Where(data => data[0] == 'b').Should().Equal(Enumerable.Range(0, 50).Select(i => $"b{i}"));
    }

    [Fact]
    public async Task The_id_of_any_event_resumes_all_topics_exactly()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await server.Client.PublishAsync("a", $"a{i}");
            await server.Client.PublishAsync("b", $"b{i}");
        }

        await using var whole = await EventStream.OpenAsync(server.Client, "/events?topic=a&topic=b&after=earliest");
        var all = await whole.TakeAsync(10);
        for (var read = 1; read < 10; read++)
        {
            await using var resumed = await EventStream.OpenAsync(
                server.Client, "/events?topic=a&topic=b&after=earliest", lastEventId: all[read - 1].Id);
            var rest = await resumed.TakeAsync(10 - read);
            rest.Select(e => e.Data).Should().BeEquivalentTo(all.Skip(read).Select(e => e.Data));
        }
    }

    [Fact]
    public async Task A_subscriber_disconnected_before_any_message_resumes_all_topics()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("a", "old");
        await using var first = await RawEventStream.OpenAsync(server.Client, "/events?topic=a&topic=b");
        var id = (await first.NextBlockAsync()).Single(line => line.StartsWith("id: ", StringComparison.Ordinal))["id: ".Length..];
        await first.DisposeAsync();
        await server.Client.PublishAsync("a", "a1");
        await server.Client.PublishAsync("b", "b1");
        await using var second = await EventStream.OpenAsync(server.Client, "/events?topic=a&topic=b", lastEventId: id);
        (await second.TakeAsync(2)).Select(e => e.Data).Should().BeEquivalentTo("a1", "b1");
    }

    [Fact]
    public async Task A_topic_that_is_not_in_the_composite_position_starts_live()
    {
        await using var server = await TestServer.StartAsync();
        var a = (await server.Client.PublishAsync("a", "a1")).GetProperty("last").GetString();
        await server.Client.PublishAsync("a", "a2");
        await server.Client.PublishAsync("b", "of the past");
        await using var events = await EventStream.OpenAsync(server.Client, $"/events?topic=a&topic=b&after=a={a}");
        (await events.NextAsync())!.Data.Should().Be("a2");
        await server.Client.PublishAsync("b", "live");
        (await events.NextAsync())!.Data.Should().Be("live");
    }

    [Fact]
    public async Task A_gap_has_the_name_of_its_topic_and_does_not_affect_other_topics()
    {
        await using var server = await TestServer.StartAsync();
        var a = (await server.Client.PublishAsync("a", "a1")).GetProperty("last").GetString();
        var b = (await server.Client.PublishAsync("b", "b1")).GetProperty("last").GetString();
        await server.Client.PublishAsync("b", "b2");
        await using var events = await EventStream.OpenAsync(
            server.Client, "/events?topic=a&topic=b", lastEventId: $"a=anotherlife-1,b={b}");
        var seen = await events.TakeAsync(3);
        seen.Should().ContainSingle(e => e.Type == "gap").Which.Data.Should().Contain("\"topic\":\"a\"");
        seen.Where(e => e.Type == "message").Select(e => e.Data).Should().BeEquivalentTo("a1", "b2");
        events.LastEventId.Should().Contain($"a={a}");

        await using var again = await EventStream.OpenAsync(server.Client, "/events?topic=a&topic=b", lastEventId: events.LastEventId);
        await server.Client.PublishAsync("a", "a2");
        (await again.NextAsync())!.Data.Should().Be("a2");
    }

    [Fact]
    public async Task The_id_of_an_event_begins_with_the_topic_of_its_message()
    {
        await using var server = await TestServer.StartAsync();
        var first = (await server.Client.PublishAsync("a", "of the past")).GetProperty("last").GetString();
        await using var events = await EventStream.OpenAsync(server.Client, "/events?topic=b&topic=a&topic=c&after=a=anotherlife-1");
        (await events.NextAsync())!.Id.Should().StartWith("a=", "the id of a gap begins with its topic too");
        (await events.NextAsync())!.Id.Should().StartWith($"a={first},");
        foreach (var topic in new[] { "c", "c", "a", "b", "a", "c" })
        {
            var position = (await server.Client.PublishAsync(topic, $"of {topic}")).GetProperty("last").GetString();
            var id = (await events.NextAsync())!.Id;
            id.Should().StartWith($"{topic}={position},");
            id.Split(',').Select(part => part.Split('=')[0]).Should().BeEquivalentTo("a", "b", "c");
        }
    }

    [Fact]
    public async Task A_topic_that_is_listed_twice_is_read_once()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/events?topic=a&topic=a&topic=b");
        await server.Client.PublishAsync("a", "once");
        await server.Client.PublishAsync("b", "next");
        (await events.TakeAsync(2)).Select(e => e.Data).Should().Equal("once", "next");
    }

    [Theory]
    [InlineData("/events", "topic")]
    [InlineData("/events?topic=", "topic")]
    [InlineData("/events?topic=a&topic=b&topic=c", "2")]
    [InlineData("/events?topic=a&topic=b%20c", "character")]
    [InlineData("/events?topic=a&after=k3f9a2-1", "write the position with its topic, as in 'news=k3f9a2-1'")]
    [InlineData("/events?topic=a&topic=b&after=a=earliest", "'earliest' is for all topics together")]
    [InlineData("/events?topic=a&after=a=1", "position in several topics")]
    [InlineData("/events?topic=a&after=a=k3f9a2-1,a=k3f9a2-2", "position in several topics")]
    public async Task A_request_that_cannot_be_met_is_refused_with_a_sentence(string path, string hint)
    {
        await using var server = await TestServer.StartAsync(("Sse:MaxTopics", "2"));
        using var response = await server.Client.GetAsync(path).OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(hint);
    }
}
