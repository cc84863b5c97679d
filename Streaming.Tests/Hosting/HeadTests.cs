using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

    [Fact]
    public async Task HEAD_over_HTTP2_has_the_status_of_GET_and_no_body()
    {
        await using var server = await Tls.StartServerAsync(configure: null, OfAnApplication);
        using var client = new HttpClient(Tls.CreateHandler())
        {
            BaseAddress = server.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        await client.PublishAsync("news", "hello");
        var known = AllEndpoints.AddressesOf(server)
            .Where(each => each.Method == "GET" && !each.Path.StartsWith("/hubs/", StringComparison.Ordinal)).Select(each => each.Path);
        foreach (var path in known.Union(["/topics/news/messages", "/jobs/nope", "/v1/stream/none", "/missing", "/"]).ToList())
        {
            using var get = await AskAsync(client, HttpMethod.Get, path);
            using var head = await AskAsync(client, HttpMethod.Head, path);
            (head.StatusCode, head.Content.Headers.ContentType).Should().Be((get.StatusCode, get.Content.Headers.ContentType), path);
            // A body would be an error of the protocol, which ends the read with an exception.
            (await head.Content.ReadAsByteArrayAsync().OrTimeout()).Should().BeEmpty(path);
        }

        using var sized = await AskAsync(client, HttpMethod.Head, "/own/sized");
        sized.Content.Headers.ContentLength.Should().Be(5);
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

    private static void OfAnApplication(WebApplication app)
    {
        app.MapMethods("/own/json", ["GET", "HEAD"], () => Results.Json(new { large = new string('x', 100_000) }));
        app.MapMethods("/own/sized", ["GET", "HEAD"], async (HttpResponse response) =>
        {
            response.ContentLength = 5;
            "hello"u8.CopyTo(response.BodyWriter.GetSpan(5));
            response.BodyWriter.Advance(5);
            await response.BodyWriter.FlushAsync();
        });
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, HttpMethod method, string path) =>
        client.SendAsync(
            new HttpRequestMessage(method, path)
            {
                Version = client.DefaultRequestVersion,
                VersionPolicy = client.DefaultVersionPolicy,
            },
            HttpCompletionOption.ResponseHeadersRead).OrTimeout();

    private static Task<HttpResponseMessage> HeadAsync(TestServer server, string path) =>
        server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path)).OrTimeout();
}
