using System.Net;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

[Trait("Category", "Slow")]
public sealed class HeadTests
{
    [Fact]
    public async Task Every_endpoint_that_accepts_GET_accepts_HEAD()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var (_, path, _) in AllEndpoints.AddressesOf(server)
            .Where(each => each.Method == "GET" && !each.Path.StartsWith("/hubs/", StringComparison.Ordinal)).ToList())
        {
            using var response = await HeadAsync(server, path);
            response.StatusCode.Should().NotBe(HttpStatusCode.MethodNotAllowed, path);
            (await response.Content.ReadAsByteArrayAsync().OrTimeout()).Should().BeEmpty(path);
        }
    }

    [Theory]
    [InlineData("/topics/news/events", "text/event-stream")]
    [InlineData("/topics/news/events?after=earliest", "text/event-stream")]
    [InlineData("/events?topic=news&topic=b", "text/event-stream")]
    [InlineData("/topics/news/messages?format=csv", "text/csv")]
    [InlineData("/topics/news/messages", "application/json")]
    [InlineData("/topics", "application/json")]
    [InlineData("/jobs", "application/json")]
    [InlineData("/openapi/v1.json", "application/json")]
    [InlineData("/", "text/html")]
    public async Task HEAD_has_the_headers_of_GET_and_ends_at_once(string path, string contentType)
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "hello");
        using var response = await HeadAsync(server, path);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be(contentType);
        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("subscribers").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task HEAD_of_a_stream_takes_no_slot_and_creates_no_topic()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "true"), ("Access:Limits:CountLoopback", "true"), ("Access:Limits:StreamsPerAddress", "1"));
        for (var i = 0; i < 5; i++)
        {
            using var response = await HeadAsync(server, "/topics/news/events");
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        (await server.Client.GetJsonAsync("/topics")).GetArrayLength().Should().Be(0);
        await using var stream = await EventStream.OpenAsync(server.Client, "/topics/news/events");
    }

    [Fact]
    public async Task HEAD_of_a_jobs_events_ends_at_once()
    {
        await using var server = await TestServer.StartAsync();
        using var enqueued = await server.Client.PostAsync(
            "/jobs", """{"type":"publish","delay":"1h","arguments":{"topic":"news","messages":[{"data":1}]}}""", "application/json");
        using var response = await HeadAsync(server, enqueued.Headers.Location + "/events");
        (response.StatusCode, response.Content.Headers.ContentType!.MediaType).Should().Be((HttpStatusCode.OK, "text/event-stream"));
        using var refused = await HeadAsync(server, "/topics/a%20b/events");
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    private static Task<HttpResponseMessage> HeadAsync(TestServer server, string path) =>
        server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path)).OrTimeout();
}
