using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

/// <summary>Tests that an interrupted stream looks incomplete, and that a completed stream looks complete.</summary>
[Trait("Category", "Slow")]
public sealed class EndOfStreamTests
{
    private const string LastChunk = "\r\n0\r\n\r\n";

    [Theory]
    [InlineData("/topics/news/events", "")]
    [InlineData("/topics/news/events", "Connection: close\r\n")]
    [InlineData("/events?topic=news", "")]
    [InlineData("/events?topic=news", "Connection: close\r\n")]
    public async Task The_response_has_chunks_and_is_not_delimited_by_the_close(string path, string headers)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await RawResponse.GetAsync(server.Address, path, headers);
        response.Head.Should().StartWith("HTTP/1.1 200 ").And.Contain("Transfer-Encoding: chunked").And.NotContainEquivalentOf(
            "Connection: close");
    }

    [Theory]
    [InlineData("/topics/news/events")]
    [InlineData("/events?topic=news&topic=other")]
    public async Task The_response_announces_that_the_connection_ends_with_its_stream(string path)
    {
        await using var server = await TestServer.StartAsync(("Delivery:Direct", "true"));
        using var response = await RawResponse.GetAsync(server.Address, path, string.Empty);
        response.Head.Should().Contain("Keep-Alive: timeout=1\r\n");
    }

    [Theory]
    [InlineData("/topics/news/events", "true")]
    [InlineData("/topics/news/events", "false")]
    [InlineData("/events?topic=news", "true")]
    [InlineData("/events?topic=news&topic=other", "false")]
    public async Task A_subscriber_that_is_too_slow_is_disconnected_without_the_last_chunk(string path, string direct)
    {
        await using var server = await TestServer.StartAsync(("Delivery:WriteTimeout", "1s"), ("Delivery:Direct", direct));
        using var response = await RawResponse.GetAsync(server.Address, path, receiveBytes: 4 * 1024);
        await server.Client.SubscribersBecomeAsync("news", 1);
        // The messages are larger than the buffers of both ends of the socket.
        var filling = new string('x', 60_000);
        for (var i = 0; i < 200; i++)
            await server.Client.PublishAsync("news", filling);
        await server.Client.SubscribersBecomeAsync("news", 0);
        (await response.RestAsync()).Should().Contain("data: x").And.NotEndWith(LastChunk);
    }

    [Theory]
    [InlineData("/topics/news/events", "true")]
    [InlineData("/topics/news/events", "false")]
    [InlineData("/events?topic=news", "true")]
    [InlineData("/events?topic=news", "false")]
    public async Task A_stream_that_ends_with_its_token_ends_with_the_last_chunk(string path, string direct)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await Tokens.StartServerAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock), ("Delivery:Direct", direct));
        var token = Tokens.For(subscribe: ["news"], expires: clock.GetUtcNow().AddMinutes(1));
        using var response = await RawResponse.GetAsync(server.Address, path, $"Authorization: Bearer {token}\r\nConnection: close\r\n");
        clock.Advance(TimeSpan.FromMinutes(3));
        (await response.RestAsync()).Should().Contain("event: expired").And.EndWith(LastChunk);
    }
}
