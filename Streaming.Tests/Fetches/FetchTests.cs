using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Streaming.Tests.Jobs;
using Streaming.Tests.Outbound;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fetches;

/// <summary>Tests jobs of type <c>fetch</c>: hundreds of URLs, a few at once; each response is published as soon as it arrives.</summary>
public sealed class FetchTests
{
    private static readonly (string, string) s_loopback = ("Outbound:AllowedNetworks:0", "127.0.0.0/8");

    [Fact]
    public async Task Hundreds_of_URLs_are_called_a_few_at_once_and_each_response_is_published()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var server = await TestServer.StartAsync(s_loopback, ("Outbound:MaxCallsPerHost", "50"));
        var urls = Enumerable.Range(0, 300).Select(number => $"{slow.Address}{number}").ToList();
        var id = await server.Client.EnqueueAsync(
            "fetch", $$"""{"urls":{{JsonSerializer.Serialize(urls)}},"concurrency":5,"timeoutSeconds":300}""");
        await using var events = await EventStream.OpenAsync(server.Client, $"/jobs/{id}/events");

        await slow.HeldBecomeAsync(5);
        slow.Answer(1);
        JsonElement first;
        do
        {
            first = await NextResultAsync(events);
        }
        while (first.ValueKind == JsonValueKind.Undefined);
        first.GetProperty("job").GetString().Should().Be(id);
        var value = first.GetProperty("value");
        value.GetProperty("url").GetString().Should().Be(urls[value.GetProperty("index").GetInt32()]);
        (value.GetProperty("status").GetInt32(), value.GetProperty("body").GetString()).Should().Be((200, "slow"));
        slow.Answer(299);
        var told = 1;
        while (await events.NextAsync() is { } next)
            told += next.Type == "result" ? 1 : 0;

        told.Should().Be(300);
        slow.Most.Should().Be(5);
        var result = await server.Client.ResultAsync(id);
        result.GetProperty("succeeded").GetInt32().Should().Be(300);
        result.GetProperty("results").EnumerateArray().Select(each => each.GetProperty("url").GetString()).Should().Equal(urls);
        (await server.Client.JobAsync(id)).GetProperty("progress").GetProperty("text").GetString().Should().Be("300 of 300 URLs");
        await Eventually.BecomesAsync(
            () => server.Client.GetStringAsync("/metrics"),
            page => page.Contains("streaming_outbound_duration", StringComparison.Ordinal)
                && page.Contains("state=\"calling\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_result_contains_the_response_or_failure_of_each_URL()
    {
        await using var other = await OtherServer.StartAsync(async http =>
        {
            http.Response.ContentType = "text/plain";
            switch (http.Request.Path.Value)
            {
                case "/large": await http.Response.WriteAsync(new string('ü', 5_000)); break;
                case "/binary": await http.Response.Body.WriteAsync(new byte[] { 0xff, 0xfe, 0 }); break;
                case "/missing": http.Response.StatusCode = 404; break;
                case "/away": http.Response.Redirect("http://example.com/"); break;
                default: await http.Response.WriteAsync("fine"); break;
            }
        });
        await using var server = await TestServer.StartAsync(s_loopback);
        var urls = (string[])["/fine", "/large", "/binary", "/missing", "/away"];
        var id = await server.Client.EnqueueAsync(
            "fetch", $$"""{"urls":{{JsonSerializer.Serialize(urls.Select(path => other.At(path).ToString()))}},"maxBodyBytes":101}""");
        (await server.Client.EndAsync(id)).Should().EndWith("succeeded");

        var result = await server.Client.ResultAsync(id);
        (result.GetProperty("count").GetInt32(), result.GetProperty("answered").GetInt32(), result.GetProperty("succeeded").GetInt32())
            .Should().Be((5, 4, 3));
        var each = result.GetProperty("results");
        each[0].GetProperty("body").GetString().Should().Be("fine");
        each[0].GetProperty("contentType").GetString().Should().Be("text/plain");
        each[0].GetProperty("milliseconds").GetDouble().Should().BePositive();
        (each[1].GetProperty("bytes").GetInt32(), each[1].GetProperty("truncated").GetBoolean(), each[1].GetProperty("body").GetString())
            .Should().Be((101, true, new string('ü', 50)));
        each[2].GetProperty("bodyBase64").GetString().Should().Be("//4A");
        each[3].GetProperty("status").GetInt32().Should().Be(404);
        each[4].GetProperty("failure").GetString().Should().Be("redirect");
        each[4].GetProperty("error").GetString().Should().Contain("another host");
    }

    [Fact]
    public async Task A_response_that_is_long_in_JSON_and_a_broken_redirect_do_not_fail_the_other_URLs()
    {
        await using var other = await OtherServer.StartAsync(async http =>
        {
            switch (http.Request.Path.Value)
            {
                case "/zeros": await http.Response.Body.WriteAsync(new byte[16_384]); break;
                case "/type":
                    http.Response.ContentType = "text/plain;x=" + new string('"', 30_000);
                    await http.Response.WriteAsync("typed");
                    break;
                case "/away": (http.Response.StatusCode, http.Response.Headers.Location) = (302, "//"); break;
                default: await http.Response.WriteAsync(new string('x', 20_000)); break;
            }
        });
        await using var server = await TestServer.StartAsync(s_loopback);
        var urls = (string[])["/zeros", "/type", "/away", "/long"];
        var id = await server.Client.EnqueueAsync(
            "fetch", $$"""{"urls":{{JsonSerializer.Serialize(urls.Select(path => other.At(path).ToString()))}},"maxBodyBytes":16384}""");
        await using var events = await EventStream.OpenAsync(server.Client, $"/jobs/{id}/events");
        var bodies = new Dictionary<int, JsonElement>();
        while (await events.NextAsync() is { } next)
        {
            if (next.Type == "result")
                bodies.Add(JsonElement.Parse(next.Data).GetProperty("value").GetProperty("index").GetInt32(),
                    JsonElement.Parse(next.Data).GetProperty("value"));
        }

        (await server.Client.JobAsync(id)).GetProperty("state").GetString().Should().Be("succeeded");
        bodies[0].GetProperty("truncated").GetBoolean().Should().BeTrue();
        bodies[0].GetProperty("body").GetString().Should().HaveLength(8_192).And.MatchRegex("^\0+$");
        bodies[1].GetProperty("contentType").GetString().Should().HaveLength(200);
        bodies[1].GetProperty("body").GetString().Should().Be("typed");
        bodies[2].GetProperty("failure").GetString().Should().Be("redirect");
        bodies[2].GetProperty("error").GetString().Should().Contain("not a URL");
        bodies[3].GetProperty("body").GetString().Should().HaveLength(16_384, "only a body that would be too long in JSON is cut");
        other.Calls.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_fetch_that_is_cancelled_stops_calling()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var server = await TestServer.StartAsync(s_loopback);
        var id = await server.Client.EnqueueAsync(
            "fetch", $$"""{"urls":["{{slow.Address}}1","{{slow.Address}}2","{{slow.Address}}3"],"concurrency":1}""");
        await slow.HeldBecomeAsync(1);
        using var cancelled = await server.Client.DeleteAsync(new Uri($"/jobs/{id}", UriKind.Relative)).OrTimeout();
        (await server.Client.EndAsync(id)).Should().EndWith("cancelled");
        slow.Calls.Should().Be(1);
    }

    [Theory]
    [InlineData("""{"urls":[]}""", "give 1 to 500")]
    [InlineData("""{"urls":["https://example.com/","http://169.254.169.254/"]}""", "URL number 2")]
    [InlineData("""{"urls":["ftp://example.com/"]}""", "only http and https")]
    [InlineData("""{"urls":["https://example.com/"],"concurrency":65}""", "concurrency")]
    [InlineData("""{"urls":["https://example.com/"],"timeoutSeconds":0}""", "timeoutSeconds")]
    [InlineData("""{"urls":["https://example.com/"],"maxBodyBytes":16385}""", "maxBodyBytes")]
    [InlineData("""{"urls":["https://example.com/"],"method":"post"}""", "method")]
    public async Task Invalid_arguments_of_a_fetch_are_refused(string arguments, string why)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync("/jobs", $$"""{"type":"fetch","arguments":{{arguments}}}""", "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(why);
    }

    private static async Task<JsonElement> NextResultAsync(EventStream events) =>
        await events.NextAsync() is { Type: "result" } result ? JsonElement.Parse(result.Data) : default;
}
