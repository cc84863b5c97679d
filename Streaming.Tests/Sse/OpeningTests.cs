using System.Globalization;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

public sealed class OpeningTests
{
    [Theory]
    [InlineData("/topics/silent/events")]
    [InlineData("/events?topic=silent&topic=quiet")]
    [InlineData("/hubs/stream?id=")]
    public async Task The_headers_are_sent_before_any_message_and_prevent_buffering_by_proxies(string path)
    {
        await using var server = await TestServer.StartAsync();
        if (path.StartsWith("/hubs", StringComparison.Ordinal))
            path += await ConnectionOfSignalRAsync(server);
        await using var events = await RawEventStream.OpenAsync(server.Client, path, ("Accept", "text/event-stream"));
        events.Response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        events.Response.Headers.CacheControl!.ToString().Should().Be("no-store, no-transform");
        events.Response.Headers.GetValues("X-Accel-Buffering").Should().Equal("no");
    }

    [Theory]
    [InlineData("/topics/silent/events")]
    [InlineData("/events?topic=silent&topic=quiet")]
    public async Task A_stream_is_never_compressed_even_if_the_client_accepts_it(string path)
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await RawEventStream.OpenAsync(server.Client, path, ("Accept-Encoding", "gzip, br, deflate"));
        events.Response.Content.Headers.ContentEncoding.Should().BeEmpty();
        (await events.NextBlockAsync()).Should().Contain(line => line.StartsWith("retry: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("text/html,application/xhtml+xml")]
    public async Task The_address_decides_the_format_and_not_what_the_client_accepts(string accept)
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await RawEventStream.OpenAsync(server.Client, "/topics/silent/events", ("Accept", accept));
        events.Response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
    }

    [Fact]
    public async Task The_first_block_has_the_reconnection_time_and_the_position()
    {
        await using var server = await TestServer.StartAsync(("Sse:Retry", "00:00:03.500"));
        var position = (await server.Client.PublishAsync("news", "one")).GetProperty("last").GetString();
        await using var events = await RawEventStream.OpenAsync(server.Client, "/topics/news/events");
        (await events.NextBlockAsync()).Should().Equal("retry: 3500", $"id: {position}");
    }

    [Fact]
    public async Task A_subscriber_disconnected_before_any_message_resumes_without_loss()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "old");
        await using var first = await RawEventStream.OpenAsync(server.Client, "/topics/news/events");
        var id = (await first.NextBlockAsync()).Single(line => line.StartsWith("id: ", StringComparison.Ordinal))["id: ".Length..];
        await first.DisposeAsync();

        for (var i = 0; i < 3; i++)
            await server.Client.PublishAsync("news", i.ToString(CultureInfo.InvariantCulture));
        await using var second = await EventStream.OpenAsync(server.Client, "/topics/news/events", lastEventId: id);
        (await second.TakeAsync(3)).Select(e => e.Data).Should().Equal("0", "1", "2");
    }

    [Fact]
    public async Task A_subscriber_disconnected_before_the_earliest_message_starts_there_again()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "old");
        await using var first = await RawEventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest");
        var id = (await first.NextBlockAsync()).Single(line => line.StartsWith("id: ", StringComparison.Ordinal))["id: ".Length..];
        await using var second = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest", lastEventId: id);
        (await second.NextAsync())!.Data.Should().Be("old");
    }

    private static async Task<string> ConnectionOfSignalRAsync(TestServer server)
    {
        using var answer = await server.Client.PostAsync("/hubs/stream/negotiate?negotiateVersion=1", content: null).OrTimeout();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("connectionToken").GetString()!;
    }
}
