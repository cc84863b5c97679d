using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests request bodies that start and then stop, at every endpoint that reads a body.</summary>
[Trait("Category", "Slow")]
public sealed class BodyIdleTests
{
    private const string Length = "Content-Length: 10000";
    private const string Chunked = "Transfer-Encoding: chunked";

    private static readonly (string, string)[] s_settings =
    [
        ("Access:Limits:BodyIdle", "00:00:00.500"), ("Email:Pickup", "mails"), ("Email:From", "live@example.com"),
            ("Invitations:PublicUrl", "https://live.example.com"),
    ];

    public static TheoryData<string, string, string, string> Doors
    {
        get
        {
            var doors = new TheoryData<string, string, string, string>();
            foreach (var line in (string[])["POST /session", "POST /session/refresh", "POST /topics/a/messages",
                "POST /topics/a/messages?delay=1h", "POST /jobs", "PUT /schedules/a", "POST /webhooks",
                "PATCH /webhooks/wh_0000000000000000", "POST /webhooks/wh_0000000000000000/secret", "POST /rooms/a/invitations"])
            {
                doors.Add(line, "application/json", Length, "{\"da");
                doors.Add(line, "application/json", Chunked, "4\r\n{\"da\r\n");
            }

            doors.Add("POST /topics/a/messages", "text/plain", Length, "some");
            doors.Add("POST /topics/a/messages", "application/x-ndjson", Length, "{\"data\":1}\n{\"da");
            doors.Add("POST /topics/a/messages", "application/x-ndjson", Chunked, "4\r\n{\"da\r\n");
            return doors;
        }
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_body_that_stops_is_answered_with_408(string line, string contentType, string framing, string body)
    {
        await using var server = await TestServer.StartAsync(s_settings);
        using var request = await RawRequest.SendAsync(server, line, contentType, framing, body);
        (await request.AnswerAsync()).Should()
            .StartWith("HTTP/1.1 408 ").And.Contain("Connection: close").And.Contain("No byte of the request's body arrived for 0.5 s");
        await Eventually.BecomesAsync(
            () => server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)),
            metrics => metrics.Contains("limit=\"Access:Limits:BodyIdle\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_connection_of_a_body_that_stopped_ends()
    {
        await using var server = await TestServer.StartAsync(s_settings);
        using var request = await RawRequest.SendAsync(server, "POST /session", "application/json", Length, "{\"da");
        await request.AnswerAsync();
        await request.EndAsync();
    }

    [Fact]
    public async Task A_message_to_the_hub_by_long_polling_that_stops_is_answered_with_408()
    {
        await using var server = await TestServer.StartAsync(s_settings);
        using var negotiated = await server.Client.PostAsync("/hubs/stream/negotiate?negotiateVersion=1", string.Empty, "text/plain");
        var token = (await negotiated.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("connectionToken").GetString();
        using var poll = await server.Client.GetAsync(new Uri($"/hubs/stream?id={token}", UriKind.Relative)).OrTimeout();
        using var request = await RawRequest.SendAsync(server, $"POST /hubs/stream?id={token}", "text/plain", Length, "{\"proto");
        (await request.AnswerAsync()).Should().StartWith("HTTP/1.1 408 ");
    }

    [Theory]
    [InlineData("/session", "application/json")]
    [InlineData("/topics/a/messages", "application/json")]
    [InlineData("/topics/a/messages", "application/x-ndjson")]
    public async Task A_body_that_stops_is_answered_with_408_over_HTTP_2(string path, string contentType)
    {
        await using var server = await TestServer.StartAsync([.. s_settings, ("Kestrel:EndpointDefaults:Protocols", "Http2")]);
        using var body = new PausingContent(contentType);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, path)
        {
            Content = body,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact
        };
        var answer = server.Client.SendAsync(request);
        body.Send("{\"da");
        using var response = await answer.OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.RequestTimeout)).Should().Contain("No byte of the request's body");
        body.End();
    }

    [Fact]
    public async Task The_limit_can_be_applied_to_an_endpoint_of_the_hosting_application()
    {
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddMvcCore()
                .AddApplicationPart(typeof(HostBodiesController).Assembly), folder: null,
                [.. s_settings, ("Access:Limits:BodyBytes", "65536")]);
        using var whole = await server.Client.PostAsync("/host/files", new string('x', 500_000), "text/plain");
        (await whole.Content.ReadAsStringAsync()).Should().Be("500000", "a streamed body is not counted as a body in memory");
        using var request = await RawRequest.SendAsync(server, "POST /host/files", "text/plain", Length, "some");
        (await request.AnswerAsync()).Should().StartWith("HTTP/1.1 408 ");
    }

    [Fact]
    public async Task An_upload_may_pause_longer_between_two_lines_than_within_one()
    {
        await using var server = await TestServer.StartAsync(s_settings);
        await using var reader = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        using var body = new PausingContent("application/x-ndjson");
        var upload = server.Client.PostAsync(new Uri("/topics/news/messages", UriKind.Relative), body);
        body.Send("{\"data\":1}\n");
        (await reader.NextAsync())!.Data.Should().Be("1");

        // The second body starts later and has ended already: the pause of the first one is longer than the limit within a line.
        using (var stopped = await RawRequest.SendAsync(server, "POST /topics/news/messages", "application/x-ndjson", Length, "{\"da"))
            (await stopped.AnswerAsync()).Should().StartWith("HTTP/1.1 408 ");
        body.Send("{\"data\":2}\n");
        body.End();
        using var response = await upload.OrTimeout();
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task An_upload_that_pauses_too_long_between_two_lines_ends_and_reports_what_is_published()
    {
        await using var server = await TestServer.StartAsync(("Publishing:UploadIdle", "00:00:00.500"));
        using var upload = await RawRequest.SendAsync(
            server, "POST /topics/news/messages", "application/x-ndjson", Length, "{\"data\":1}\n");
        (await upload.AnswerAsync()).Should().StartWith("HTTP/1.1 408 ").And.Contain("\"published\":1");
    }

    [Fact]
    public async Task An_upload_counts_as_a_stream_of_its_address_until_it_ends()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Limits:CountLoopback", "true"), ("Access:Limits:StreamsPerAddress", "1"));
        using var body = new PausingContent("application/x-ndjson");
        var upload = server.Client.PostAsync(new Uri("/topics/news/messages", UriKind.Relative), body);
        body.Send("{\"data\":1}\n");
        // The history is not used here, since a download takes a stream slot too.
        await Eventually.BecomesAsync(
            () => server.Client.GetStringAsync(new Uri("/topics/news", UriKind.Relative)), state =>
            state.Contains("\"count\":1", StringComparison.Ordinal));
        foreach (var path in (string[])["/topics/news/events", "/topics/other/events"])
        {
            using var refused = await server.Client.SendAsync(HttpMethod.Get, path, token: null);
            (await refused.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("Access:Limits:StreamsPerAddress");
        }

        using var second = await server.Client.PostAsync("/topics/news/messages", "{\"data\":2}\n", "application/x-ndjson");
        second.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        body.End();
        using var first = await upload.OrTimeout();
        first.StatusCode.Should().Be(HttpStatusCode.Created);
        await Eventually.BecomesAsync(
            async () =>
            {
                using var again = await server.Client.PostAsync("/topics/news/messages", "{\"data\":2}\n", "application/x-ndjson");
                return again.StatusCode;
            },
            status => status == HttpStatusCode.Created);
    }
}
