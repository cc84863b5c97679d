using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("GET", "/no/such/address", HttpStatusCode.NotFound)]
    [InlineData("POST", "/topics/news/nothing", HttpStatusCode.NotFound)]
    [InlineData("PATCH", "/topics/news/messages", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/topics/a%20b", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/ws/lobby", HttpStatusCode.BadRequest)]
    public async Task Every_refusal_is_a_problem_that_programs_can_read(string method, string path, HttpStatusCode status)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path)).OrTimeout();
        response.StatusCode.Should().Be(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("status").GetInt32().Should().Be((int)status);
        problem.GetProperty("title").GetString().Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_browser_that_requests_a_missing_page_gets_a_readable_404()
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/no-such-page");
        request.Headers.Add("Accept", "text/html,application/xhtml+xml");
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_refusal_reveals_no_internals_of_the_server()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync("/topics/a%20b/events").OrTimeout();
        (await response.Content.ReadAsStringAsync()).Should().NotContain("   at ").And.NotContain("Exception");
    }

    [Theory]
    [InlineData("GET", "Try again later")]
    [InlineData("POST", "The data may or may not be stored")]
    public async Task A_request_for_which_the_memory_does_not_suffice_is_a_503_that_says_what_may_be_stored(string method, string expected)
    {
        await using var server = await TestServer.StartAsync(
            configure: null, map: app => app.MapMethods("/memory", ["GET", "POST"], () => new byte[int.MaxValue].Length), folder: null);
        server.Logs.Expect("Ran out of memory during a request");
        using var request = new HttpRequestMessage(new HttpMethod(method), "/memory");
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.Should().NotBeNull();
        (await response.Content.ReadAsStringAsync()).Should().Contain("too little memory for this request").And.Contain(expected);
    }

    [Theory]
    [InlineData("GET", "/no/such/address", HttpStatusCode.NotFound, "/openapi/v1.json")]
    [InlineData("GET", "/webhooks/a/b", HttpStatusCode.NotFound, "If a name in the path has a '/', write it as %2F")]
    [InlineData("POST", "/topics", HttpStatusCode.MethodNotAllowed, "GET")]
    [InlineData("PATCH", "/topics/news/messages", HttpStatusCode.MethodNotAllowed, "POST")]
    [InlineData("POST", "/session", HttpStatusCode.Unauthorized, "token")]
    [InlineData("GET", "/topics/a%2Fb", HttpStatusCode.BadRequest, "not allowed")]
    public async Task Every_refusal_has_a_sentence_whatever_the_client_accepts(
        string method, string path, HttpStatusCode status, string expected)
    {
        await using var server = await TestServer.StartAsync();
        foreach (var accept in (string?[])[null, "*/*", "text/html", "text/event-stream", "image/png"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (accept is not null)
                request.Headers.Add("Accept", accept);
            using var response = await server.Client.SendAsync(request).OrTimeout();
            (await response.ProblemAsync(status)).Should().Contain(expected);
        }
    }

    [Fact]
    public async Task A_body_that_MVC_cannot_bind_is_refused_with_a_sentence()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync("/session", "{", "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().NotBeNullOrEmpty();
        using var form = await server.Client.PostAsync("/session", "x", "text/plain");
        (await form.ProblemAsync(HttpStatusCode.UnsupportedMediaType)).Should().Contain("application/json");
    }

    [Theory]
    [InlineData("/session")]
    [InlineData("/session/refresh")]
    public async Task A_JSON_body_in_another_encoding_than_UTF_8_is_refused_without_a_log_entry(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var body = new ByteArrayContent("{"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-16");
        using var response = await server.Client.PostAsync(path, body).OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("UTF-8");
        server.Logs.Entries.Should().NotContain(entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_hundred_topics_of_the_longest_name_fit_one_stream_and_its_resume()
    {
        await using var server = await TestServer.StartAsync();
        var topics = Enumerable.Range(0, 100).Select(i => $"{i:000}{new string('x', 197)}").ToList();
        var query = string.Join('&', topics.Select(topic => $"topic={topic}"));
        string id;
        await using (var events = await EventStream.OpenAsync(server.Client, $"/events?{query}"))
        {
            await server.Client.PublishAsync(topics[7], "hello");
            id = (await events.NextAsync())!.Id;
        }

        await server.Client.PublishAsync(topics[9], "again");
        await using (var resumed = await EventStream.OpenAsync(server.Client, $"/events?{query}", id))
            (await resumed.NextAsync())!.Data.Should().Be("again");
        await using var byQuery = await EventStream.OpenAsync(server.Client, $"/events?{query}&after={id}");
        (await byQuery.NextAsync())!.Data.Should().Be("again");
    }
}
