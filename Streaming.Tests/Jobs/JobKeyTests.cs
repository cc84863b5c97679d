using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests the scope and the payload of idempotency keys of jobs, delayed publishes and invitations.</summary>
public sealed class JobKeyTests
{
    private const string Job = """{"type":"publish","arguments":{"topic":"news","messages":[{"data":"x"}]},"delay":"1h"}""";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task Another_caller_with_the_same_key_gets_a_separate_job(string provider)
    {
        await using var server = await TestServer.StartAsync(
            ("Storage:Provider", provider), ("Access:Open", "true"), ("Access:Keys:0:Secret", Tokens.Secret));
        string?[] callers = [null, Tokens.For("ann", ["*"]), Tokens.For("ben", ["*"])];
        foreach (var path in (string[])["/jobs", "/topics/news/messages?delay=1h"])
        {
            var ids = new List<string>();
            foreach (var caller in callers.Concat(callers))
                ids.Add(await IdAsync(server, path, path == "/jobs" ? Job : "later", caller));
            ids.Take(callers.Length).Should().OnlyHaveUniqueItems(path);
            ids.Skip(callers.Length).Should().Equal(ids.Take(callers.Length));
        }
    }

    [Fact]
    public async Task Keys_are_separate_for_jobs_and_for_delayed_publishes_to_each_topic()
    {
        await using var server = await TestServer.StartAsync();
        string[] ids =
        [
            await IdAsync(server, "/topics/news/messages?delay=1h", "later"),
                await IdAsync(server, "/topics/other/messages?delay=1h", "later"),
            await IdAsync(server, "/jobs", Job),
        ];
        ids.Should().OnlyHaveUniqueItems();
        (await server.Client.JobAsync(ids[1])).GetProperty("arguments").GetProperty("topic").GetString().Should().Be("other");
    }

    [Theory]
    [InlineData("""{"type":"publish","arguments":{"topic":"other","messages":[{"data":"x"}]},"delay":"1h"}""")]
    [InlineData("""{"type":"publish","arguments":{"topic":"news","messages":[{"data":"x"}]},"delay":"2h"}""")]
    [InlineData("""{"type":"publish","arguments":{"topic":"news","messages":[{"data":"x"}]},"delay":"1h","priority":7}""")]
    public async Task A_different_job_with_the_same_key_is_refused(string other)
    {
        await using var server = await TestServer.StartAsync();
        var id = await IdAsync(server, "/jobs", Job);
        using var refused = await server.Client.PostAsync("/jobs", other, "application/json", ("Idempotency-Key", "k"));
        (await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity)).Should()
            .Be("Idempotency-Key 'k' was used for another payload. Send the same payload, or use a new key.");
        (await IdAsync(server, "/jobs", Job.Replace(",", " ,\n", StringComparison.Ordinal))).Should().Be(id, "white space is not compared");
        (await server.Client.GetJsonAsync("/jobs")).GetArrayLength().Should().Be(1);
    }

    [Theory]
    [InlineData("?delay=1h", "another")]
    [InlineData("?delay=2h", "later")]
    [InlineData("?delay=1h&type=note", "later")]
    [InlineData("?deliver-at=2027-03-01T13:00:00Z", "later")]
    public async Task A_different_delayed_publish_with_the_same_key_is_refused(string query, string text)
    {
        await using var server = await TestServer.StartAsync();
        await IdAsync(server, "/topics/news/messages?delay=1h", "later");
        using var refused = await server.Client.PostAsync("/topics/news/messages" + query, text, "text/plain", ("Idempotency-Key", "k"));
        (await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity)).Should().Contain("'k' was used for another payload");
        (await server.Client.GetJsonAsync("/jobs")).GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task A_repeated_delayed_publish_is_the_same_publish_for_24_hours()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(Appends.Noon));
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time), folder: null, ("Jobs:KeepFor", "10.00:00:00"));
        var id = await IdAsync(server, "/topics/news/messages?delay=100h", "later");
        time.Advance(TimeSpan.FromHours(23));
        (await IdAsync(server, "/topics/news/messages?delay=100h", "later")).Should().Be(id);
        time.Advance(TimeSpan.FromHours(2));
        (await IdAsync(server, "/topics/news/messages?delay=100h", "later")).Should().NotBe(id);
    }

    [Fact]
    public async Task An_invitation_key_belongs_to_its_caller_and_room_and_to_one_invitation()
    {
        await using var server = await Tokens.StartServerAsync(
            ("Email:Pickup", "mail"), ("Email:From", "streaming@localhost"), ("Invitations:PublicUrl", "https://live.example/"));
        var (ann, ben) = (Tokens.For("ann", ["room:*"], ["room:*"]), Tokens.For("ben", ["room:*"], ["room:*"]));
        const string Body = """{"email":"cy@example.com","message":"Come."}""";
        string[] ids = [await IdAsync(server, "/rooms/lobby/invitations", Body, ann),
            await IdAsync(server, "/rooms/lobby/invitations", Body, ben), await IdAsync(server, "/rooms/other/invitations", Body, ann)];
        ids.Should().OnlyHaveUniqueItems();
        (await IdAsync(server, "/rooms/lobby/invitations", Body, ann)).Should().Be(ids[0]);
        using var other = await server.Client.SendAsync(
            HttpMethod.Post, "/rooms/lobby/invitations", ann, new StringContent(Body.Replace("cy@", "di@", StringComparison.Ordinal)),
            ("Idempotency-Key", "k"));
        (await other.ProblemAsync(HttpStatusCode.UnprocessableEntity)).Should().Contain("'k' was used for another payload");
    }

    private static async Task<string> IdAsync(TestServer server, string path, string body, string? token = null)
    {
        using var content = new StringContent(body);
        using var response = await server.Client.SendAsync(HttpMethod.Post, path, token, content, ("Idempotency-Key", "k"));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.StatusCode.Should().Be(HttpStatusCode.Accepted, answer.ToString());
        return answer.GetProperty("id").GetString()!;
    }
}
