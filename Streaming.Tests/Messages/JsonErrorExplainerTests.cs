using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Messages;

/// <summary>Tests that refusals of invalid JSON name the property and the allowed values, and contain no names of .NET types.</summary>
[Trait("Category", "Slow")]
public sealed class JsonErrorExplainerTests
{
    private static readonly string[] s_dotnet =
        ["System.", "Streaming.Server", "`1", "constructor", "parameter '", "on type", "type 'J", "type 'F", ".NET", "Path: $",
        "LineNumber", "nullability", "member"];

    [Theory]
    [InlineData("/jobs", """{"type":"fetch","priority":"high"}""", "'priority' must be a whole number.")]
    [InlineData("/jobs", """{"type":"fetch","priority":1.5}""", "'priority' must be a whole number.")]
    [InlineData("/jobs", """{"type":5}""", "'type' must be text.")]
    [InlineData("/jobs", """{"type":null}""", "'type' must not be null; give text.")]
    [InlineData("/jobs", """{"type":"fetch","due":"soon"}""", "'due': A time is not valid; give text such as")]
    [InlineData("/jobs", """{"type":"fetch","prio":1}""",
        "'prio' is not known; known are type, arguments, priority, due, delay, timeLimit, attempts, key,")]
    [InlineData("/jobs", """{"priority":1}""", "is not a valid job: 'type' must be given.")]
    [InlineData("/jobs", """[]""", "The array is not valid; send 1 to 1000 jobs")]
    [InlineData("/jobs", "5", "it must be an object.")]
    [InlineData("/jobs", """null""", "it must not be null; give an object.")]
    [InlineData("/jobs", """{"type":"fetch",}""", "it is not valid JSON at line 1, byte 17.")]
    [InlineData("/jobs", "", "it is not valid JSON at line 1, byte 1.")]
    [InlineData("/jobs", """{"type":"fetch","arguments":{"urls":"http://a"}}""", "'urls' must be a list.")]
    [InlineData("/jobs", """{"type":"fetch","arguments":{"urls":["http://a",5]}}""", "'urls[1]' must be text.")]
    [InlineData("/jobs", """{"type":"fetch","arguments":{"urls":null}}""", "'urls' must not be null; give a list.")]
    [InlineData("/jobs", """{"type":"fetch","arguments":{"urls":["http://a"],"concurrency":"many"}}""",
        "'concurrency' must be a whole number.")]
    [InlineData("/jobs", """{"type":"fetch","arguments":{"urls":["http://a"],"method":"brew"}}""", "'method' must be \"get\" or \"head\"")]
    [InlineData("/jobs", """{"type":"fetch","arguments":{}}""", "'urls' must be given.")]
    [InlineData("/jobs", """{"type":"export","arguments":{"topics":"a","gzip":"yes"}}""", "'gzip' must be true or false.")]
    [InlineData("/webhooks", """{"url":"http://a","topics":"room:*"}""", "'topics' must be a list.")]
    [InlineData("/webhooks", """{"url":"http://a","topics":["a"],"ordered":"no"}""", "'ordered' must be true or false.")]
    [InlineData("/rooms/lobby/invitations", """{"email":5}""", "'email' must be text.")]
    [InlineData("/rooms/lobby/invitations", """{"mail":"a@example.com"}""", "'mail'")]
    [InlineData("/session", """{"token":5}""", "token")]
    [InlineData("/session", """[]""", "The body is not valid; send {\"token\"")]
    [InlineData("/session", """{"token":""", "The body is not valid; send {\"token\"")]
    [InlineData("/topics/news/messages", """{"data":1,"type":5}""", "type must be a string")]
    [InlineData("PUT /schedules/nightly", """{"cron":"0 3 * * *","type":"fetch","priority":"high"}""",
        "'priority' must be a whole number.")]
    [InlineData("PUT /schedules/nightly", """{"cron":"0 3 * * *","type":"fetch","catchUp":"some"}""", "'catchUp' must be")]
    [InlineData("PUT /schedules/nightly", """{"cron":"0 3 * * *","type":"fetch","paused":"no"}""", "'paused' must be true or false.")]
    public async Task A_body_with_a_wrong_value_is_refused_with_the_property_and_the_allowed_values(string target, string body, string says)
    {
        await using var server = await TestServer.StartAsync(("Email:Pickup", "mail"), ("Email:From", "a@example.com"));
        var parts = target.Split(' ');
        using var request = new HttpRequestMessage(
            parts.Length > 1 ? HttpMethod.Put
            : HttpMethod.Post, parts[^1])
        { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        using var response = await server.Client.SendAsync(request).OrTimeout();
        var answer = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest, answer);
        System.Text.Json.JsonDocument.Parse(answer).RootElement.GetProperty("detail").GetString().Should().Contain(says);
        answer.Should().NotContainAny(s_dotnet);
    }

    [Theory]
    [InlineData("/topics/news/messages?limit=x")]
    [InlineData("/topics/news/messages?limit=99999999999999999999")]
    [InlineData("/topics/news/messages?order=up")]
    [InlineData("/topics/news/messages?format=xml")]
    [InlineData("/topics/news/messages?bom=perhaps&format=csv")]
    [InlineData("/topics/news/events?slow=never")]
    [InlineData("/jobs?state=done")]
    [InlineData("/jobs?limit=x")]
    [InlineData("/jobs?older-than=x")]
    [InlineData("/jobs/none")]
    [InlineData("/webhooks/wh_1/deliveries?after=x")]
    [InlineData("/ws/lobby?format=xml")]
    [InlineData("/events")]
    public async Task A_query_with_a_wrong_value_is_refused_with_the_parameter_and_the_allowed_values(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync(path).OrTimeout();
        ((int)response.StatusCode).Should().BeInRange(400, 499);
        (await response.Content.ReadAsStringAsync()).Should().NotContainAny(s_dotnet);
    }
}
