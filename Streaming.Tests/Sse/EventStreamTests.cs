using System.Globalization;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

public sealed class EventStreamTests
{
    [Fact]
    public async Task A_subscriber_receives_messages_published_after_it_connected()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        await server.Client.PublishAsync("news", "hello");
        (await events.NextAsync())!.Data.Should().Be("hello");
    }

    [Fact]
    public async Task A_live_subscriber_receives_no_older_messages()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "before");
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        await server.Client.PublishAsync("news", "after");
        (await events.NextAsync())!.Data.Should().Be("after");
    }

    [Fact]
    public async Task A_subscriber_of_one_topic_receives_no_messages_of_another()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        await server.Client.PublishAsync("sport", "not for this reader");
        await server.Client.PublishAsync("news", "for this reader");
        (await events.NextAsync())!.Data.Should().Be("for this reader");
    }

    [Fact]
    public async Task A_subscriber_of_an_empty_topic_waits_for_its_first_message()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/never-seen/events?after=earliest");
        var answer = await server.Client.PublishAsync("never-seen", "first");
        var first = (await events.NextAsync())!;
        first.Data.Should().Be("first");
        Positions.OffsetOf(first.Id).Should().Be(1);
        answer.GetProperty("subscribers").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task All_subscribers_of_a_topic_receive_the_same_events_in_the_same_order()
    {
        await using var server = await TestServer.StartAsync();
        var readers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => EventStream.OpenAsync(server.Client, "/topics/news/events")));
        await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(i => server.Client.PublishAsync("news", i.ToString(CultureInfo.InvariantCulture))));
        var seen = await Task.WhenAll(readers.Select(reader => reader.TakeAsync(50)));
        seen[0].Select(e => Positions.OffsetOf(e.Id)).Should().Equal(Enumerable.Range(1, 50).Select(i => (long)i));
        foreach (var other in seen)
            other.Should().Equal(seen[0]);
        foreach (var reader in readers)
            await reader.DisposeAsync();
    }
}
