using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreams;

public sealed class EventsTests
{
    [Fact]
    public async Task Stored_data_comes_in_one_event_and_new_data_follows()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s", "application/json", "[1, 2]");
        await server.AppendToStreamAsync("s", "{\"a\": 3}", "application/json");
        await using var events = await EventStream.OpenAsync(server.Client, "/v1/stream/s?offset=-1&live=sse");
        (await DataAsync(events)).Should().Be("[1,2,{\"a\": 3}]");
        var control = await ControlAsync(events);
        control.GetProperty("upToDate").GetBoolean().Should().BeTrue();
        var next = await server.AppendToStreamAsync("s", "[4, 5]", "application/json");
        (await DataAsync(events)).Should().Be("[4,5]");
        (await ControlAsync(events)).GetProperty("streamNextOffset").GetString().Should().Be(next);
    }

    [Theory]
    [InlineData("text/plain", " a\r\n b\rc", " a\n b\nc", null)]
    [InlineData("application/octet-stream", "a\n", "YQo=", "base64")]
    [InlineData("image/svg+xml", "<svg/>", "PHN2Zy8+", "base64")]
    public async Task The_content_type_decides_the_encoding(string contentType, string body, string data, string? encoding)
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s", contentType, body);
        await using var events = await EventStream.OpenAsync(server.Client, "/v1/stream/s?offset=-1&live=sse");
        (await DataAsync(events)).Should().Be(data);
        events.Response.Value("Stream-SSE-Data-Encoding").Should().Be(encoding);
    }

    [Fact]
    public async Task Each_reader_sees_the_end_of_a_closed_stream_and_its_response_is_complete()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s", body: "one");
        await using var live = await EventStream.OpenAsync(server.Client, "/v1/stream/s?offset=-1&live=sse");
        (await DataAsync(live)).Should().Be("one");
        await ControlAsync(live);
        await server.AppendToStreamAsync("s", "two", headers: ("Stream-Closed", "true"));
        (await DataAsync(live)).Should().Be("two");
        var control = await ControlAsync(live);
        if (!control.TryGetProperty("streamClosed", out _))
            control = await ControlAsync(live);
        control.GetProperty("streamClosed").GetBoolean().Should().BeTrue();
        control.TryGetProperty("streamCursor", out _).Should().BeFalse();
        (await live.NextAsync()).Should().BeNull();

        await using var late = await EventStream.OpenAsync(server.Client, "/v1/stream/s?offset=-1&live=sse");
        (await DataAsync(late)).Should().Be("onetwo");
        await ControlAsync(late);
        while (await late.NextAsync() is { } rest)
            rest.Type.Should().Be("control");
    }

    [Fact]
    public async Task A_response_is_completed_after_its_lifetime_and_the_client_goes_on()
    {
        await using var server = await TestServer.StartAsync(
            ("DurableStreams:SseLifetime", "1s"), ("DurableStreams:Heartbeat", "50ms"));
        await server.CreateStreamAsync("s", body: "one");
        await using var first = await EventStream.OpenAsync(server.Client, "/v1/stream/s?offset=-1&live=sse");
        (await DataAsync(first)).Should().Be("one");
        var offset = (await ControlAsync(first)).GetProperty("streamNextOffset").GetString();
        (await first.NextAsync()).Should().BeNull();
        await server.AppendToStreamAsync("s", "two");
        await using var second = await EventStream.OpenAsync(server.Client, $"/v1/stream/s?offset={offset}&live=sse");
        (await DataAsync(second)).Should().Be("two");
    }

    [Fact]
    public async Task A_client_at_the_end_learns_its_offset_at_once()
    {
        await using var server = await TestServer.StartAsync();
        var end = await server.CreateStreamAsync("s", body: "old");
        foreach (var offset in (string[])["now", end])
        {
            await using var events = await EventStream.OpenAsync(server.Client, $"/v1/stream/s?offset={offset}&live=sse&cursor=99999999");
            var control = await ControlAsync(events);
            control.GetProperty("streamNextOffset").GetString().Should().Be(end);
            long.Parse(control.GetProperty("streamCursor").GetString()!, System.Globalization.CultureInfo.InvariantCulture)
                .Should().BeGreaterThan(99999999);
        }
    }

    [Fact]
    public async Task The_headers_prevent_caching_and_buffering()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s");
        using var response = await server.StreamAsync(
            HttpMethod.Get, "s?offset=-1&live=sse", headers: ("Accept-Encoding", "gzip"));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentEncoding.Should().BeEmpty();
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Value("X-Accel-Buffering").Should().Be("no");
    }

    private static async Task<string> DataAsync(EventStream events)
    {
        var next = (await events.NextAsync())!;
        next.Type.Should().Be("data");
        return next.Data;
    }

    private static async Task<JsonElement> ControlAsync(EventStream events)
    {
        var next = (await events.NextAsync())!;
        next.Type.Should().Be("control");
        return JsonDocument.Parse(next.Data).RootElement;
    }
}
