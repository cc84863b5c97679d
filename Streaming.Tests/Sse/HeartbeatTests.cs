using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

public sealed class HeartbeatTests
{
    [Theory]
    [InlineData("/topics/silent/events")]
    [InlineData("/events?topic=silent&topic=quiet")]
    public async Task A_silent_stream_has_comments_without_blank_lines(string path)
    {
        await using var server = await TestServer.StartAsync(("Sse:Heartbeat", "00:00:00.020"));
        await using var events = await RawEventStream.OpenAsync(server.Client, path);
        await events.NextBlockAsync();
        for (var beat = 0; beat < 5; beat++)
            (await events.NextLineAsync()).Should().Be(":");
    }

    [Fact]
    public async Task Each_of_many_subscribers_has_comments_and_messages()
    {
        await using var server = await TestServer.StartAsync(("Sse:Heartbeat", "00:00:00.100"));
        var streams = await Task.WhenAll(
            Enumerable.Range(0, 600).Select(_ => RawEventStream.OpenAsync(server.Client, "/topics/silent/events")));
        try
        {
            await Task.WhenAll(streams.Select(events => events.NextBlockAsync()));
            foreach (var events in streams)
                (await events.NextLineAsync()).Should().Be(":");
            await server.Client.PublishAsync("silent", "news");
            foreach (var events in streams)
            {
                while (await events.NextLineAsync() is var line && line != "data: news")
                    line.Should().NotBeNull("the stream does not end");
            }
        }
        finally
        {
            foreach (var events in streams)
                await events.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_comment_is_not_an_event_and_does_not_split_one()
    {
        await using var server = await TestServer.StartAsync(("Sse:Heartbeat", "00:00:00.010"));
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        var seen = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            await server.Client.PublishAsync("news", $"{i}\nof many");
            seen.Add((await events.NextAsync())!.Data);
        }

        seen.Should().Equal(Enumerable.Range(0, 200).Select(i => $"{i}\nof many"));
    }

    [Fact]
    public async Task A_stream_that_is_not_silent_has_no_comments()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock), folder: null, ("Sse:Heartbeat", "00:00:15"));
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        for (var i = 0; i < 20; i++)
        {
            await server.Client.PublishAsync("news", "10 seconds later");
            await events.NextAsync();
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        await server.Client.PublishAsync("news", "end");
        await events.NextAsync();
        events.Comments.Should().Be(0);
    }
}
