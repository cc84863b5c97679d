using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

public sealed class EventStreamTests
{
    [Fact]
    public async Task A_reader_sees_what_is_published_after_it_connected()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        await server.Client.PublishAsync("news", "hello");
        (await events.NextAsync())!.Data.Should().Be("hello");
    }
}
