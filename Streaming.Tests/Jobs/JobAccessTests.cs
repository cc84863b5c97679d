using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests which callers may enqueue, read and change jobs.</summary>
public sealed class JobAccessTests
{
    private const string Probe = """{"type":"probe"}""";

    [Fact]
    public async Task A_claim_for_a_job_type_allows_to_enqueue_such_jobs()
    {
        await using var server = await StartAsync();
        (await EnqueueAsync(server, token: null, Probe)).Should().Be(HttpStatusCode.Unauthorized);
        (await EnqueueAsync(server, Tokens.For(subscribe: ["*"]), Probe)).Should().Be(HttpStatusCode.Forbidden);
        (await EnqueueAsync(server, Tokens.For(publish: ["job:other"]), Probe)).Should().Be(HttpStatusCode.Forbidden);
        (await EnqueueAsync(server, Tokens.For(publish: ["job:probe"]), Probe)).Should().Be(HttpStatusCode.Accepted);
        (await EnqueueAsync(server, Tokens.For(admin: ["*"]), Probe)).Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_caller_who_may_not_enqueue_learns_no_types_and_no_arguments()
    {
        await using var server = await StartAsync();
        foreach (var body in (string[])["""{"type":"publish"}""", """{"type":"publish","arguments":{"nonsense":1}}""",
            """{"type":"no such type"}"""])
        {
            (await EnqueueAsync(server, token: null, body)).Should().Be(HttpStatusCode.Unauthorized, body);
            (await EnqueueAsync(server, Tokens.For(subscribe: ["*"]), body)).Should().Be(HttpStatusCode.Forbidden, body);
            (await EnqueueAsync(server, Tokens.For(publish: ["job:*"]), body)).Should().Be(HttpStatusCode.BadRequest, body);
        }

        (await EnqueueAsync(server, token: null, "{}")).Should().Be(HttpStatusCode.BadRequest, "the request is refused for any job type");
    }

    [Fact]
    public async Task An_anonymous_caller_cannot_list_jobs()
    {
        await using var server = await StartAsync();
        (await StatusAsync(server, HttpMethod.Get, "/jobs", token: null)).Should().Be(HttpStatusCode.Unauthorized);
        (await ListAsync(server, Tokens.For("ann", subscribe: ["room:*"]))).Should().BeEmpty("the caller lists only their own jobs");
    }

    [Fact]
    public async Task The_caller_who_enqueued_a_job_may_read_and_cancel_it_and_others_need_a_claim()
    {
        await using var server = await StartAsync();
        var ann = Tokens.For("ann", publish: ["job:*"]);
        var ben = Tokens.For("ben", publish: ["job:*"]);
        using var enqueued = await SendAsync(server, HttpMethod.Post, "/jobs", ann, """{"type":"probe","delay":"1h"}""");
        var id = (await enqueued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();

        (await StatusAsync(server, HttpMethod.Get, $"/jobs/{id}", ann)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, HttpMethod.Get, $"/jobs/{id}", ben)).Should().Be(HttpStatusCode.Forbidden);
        (await StatusAsync(server, HttpMethod.Get, $"/jobs/{id}/events", ben)).Should().Be(HttpStatusCode.Forbidden);
        (await StatusAsync(server, HttpMethod.Get, $"/jobs/{id}/result", ben)).Should().Be(HttpStatusCode.Forbidden);
        (await StatusAsync(server, HttpMethod.Get, $"/jobs/{id}", token: null)).Should().Be(HttpStatusCode.Unauthorized);
        (await ListAsync(server, ben)).Should().BeEmpty();
        (await ListAsync(server, Tokens.For("cid", subscribe: ["job:*"]))).Should().Equal(id);
        (await StatusAsync(server, HttpMethod.Delete, $"/jobs/{id}", Tokens.For("cid", subscribe: ["job:*"]))).Should()
            .Be(HttpStatusCode.Forbidden);
        (await StatusAsync(server, HttpMethod.Delete, $"/jobs/{id}", ann)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, HttpMethod.Post, $"/jobs/{id}/retry", Tokens.For("dan", admin: ["job:*"]))).Should()
            .Be(HttpStatusCode.Accepted);
        (await StatusAsync(server, HttpMethod.Get, $"/jobs/{new string('0', 26)}", ben)).Should()
            .Be(HttpStatusCode.Forbidden, "who may not read it does not learn whether it is there");
    }

    [Fact]
    public async Task Whoever_may_not_enqueue_a_job_any_more_may_not_retry_an_own_one_either()
    {
        await using var server = await Tokens.StartServerAsync(("Jobs:Concurrency", "0"));
        var (before, after) = (Tokens.For("ann", publish: ["job:*", "room:*"]), Tokens.For("ann", subscribe: ["room:*"]));
        const string Publish = """{"type":"publish","delay":"1h","arguments":{"topic":"room:a","messages":[{"data":"x"}]}}""";
        using var enqueued = await SendAsync(server, HttpMethod.Post, "/jobs", before, Publish);
        var id = (await enqueued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        (await StatusAsync(server, HttpMethod.Delete, $"/jobs/{id}", after)).Should().Be(HttpStatusCode.OK, "it is its own job");

        (await StatusAsync(server, HttpMethod.Post, $"/jobs/{id}/retry", after)).Should().Be(HttpStatusCode.Forbidden);
        (await RetryAllAsync(after)).Should().Be(0);
        (await StatusAsync(server, HttpMethod.Post, $"/jobs/{id}/retry", Tokens.For("ann", publish: ["room:*"]))).Should()
            .Be(HttpStatusCode.Accepted, "a publish with a delay needs no permission to enqueue jobs");
        await StatusAsync(server, HttpMethod.Delete, $"/jobs/{id}", before);
        (await RetryAllAsync(before)).Should().Be(1);

        async Task<int> RetryAllAsync(string token)
        {
            using var response = await SendAsync(server, HttpMethod.Post, "/jobs/retry?state=cancelled", token);
            return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("changed").GetInt32();
        }
    }

    [Fact]
    public async Task Jobs_that_a_caller_changes_together_count_in_its_rate()
    {
        await using var server = await Tokens.StartServerAsync(
            new Probe().Configure, ("Access:Limits:PublishRate", "1"), ("Access:Limits:PublishBurst", "6"), ("Jobs:Concurrency", "0"));
        var token = Tokens.For("ann", publish: ["*"]);
        for (var i = 0; i < 4; i++)
            (await EnqueueAsync(server, token, """{"type":"probe","delay":"1h"}""")).Should().Be(HttpStatusCode.Accepted);

        (await StatusAsync(server, HttpMethod.Delete, "/jobs?state=queued", token)).Should().Be(HttpStatusCode.TooManyRequests);
        (await StatusAsync(server, HttpMethod.Delete, "/jobs?state=queued", Tokens.For("root", admin: ["*"]))).Should()
            .Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("2147483648")]
    [InlineData("1e300")]
    [InlineData("-1e300")]
    public async Task A_number_far_outside_of_its_range_is_refused(string seconds)
    {
        await using var server = await StartAsync();
        using var response = await SendAsync(server, HttpMethod.Post, "/jobs", Tokens.For("ann", publish: ["job:*"]),
            $$$"""{"type":"countdown","arguments":{"seconds":{{{seconds}}}}}""");
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_messages_and_the_new_topics_of_a_job_count_in_the_rates_of_its_caller()
    {
        await using var server = await Tokens.StartServerAsync(
            ("Access:Limits:PublishRate", "10"), ("Access:Limits:PublishBurst", "10"), ("Access:Limits:NewTopicsPerMinute", "2"));
        static string Publish(string topic, int count) => "{\"type\":\"publish\",\"arguments\":{\"topic\":\"" + topic
            + "\",\"messages\":[" + string.Join(',', Enumerable.Repeat("{\"data\":1}", count)) + "]}}";
        var token = Tokens.For("ann", publish: ["*"]);

        (await EnqueueAsync(server, token, Publish("a", 11))).Should().Be(HttpStatusCode.TooManyRequests);
        (await EnqueueAsync(server, token, Publish("b", 2))).Should().Be(HttpStatusCode.Accepted);
        (await EnqueueAsync(server, token, Publish("c", 1))).Should().Be(HttpStatusCode.TooManyRequests, "it would be the third topic");
        (await EnqueueAsync(server, Tokens.For("root", admin: ["*"]), Publish("c", 100))).Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_job_does_nothing_that_its_caller_is_not_allowed_to_do()
    {
        await using var server = await StartAsync();
        await server.Get<Publisher>().PublishAsync(new("room:a"), NewMessage.Text("x"));
        string Publish(string topic, string more = "") =>
            $$$"""{"type":"publish","arguments":{"topic":"{{{topic}}}","messages":[{"data":"x"{{{more}}}}]}}""";
        string Export(string topics) => $$$"""{"type":"export","arguments":{"topics":"{{{topics}}}"}}""";
        var token = Tokens.For("ann", publish: ["job:*", "room:*"], subscribe: ["room:*"]);

        (await EnqueueAsync(server, token, Publish("room:a"))).Should().Be(HttpStatusCode.Accepted);
        (await EnqueueAsync(server, token, Publish("room:a", ""","sender":"ben" """))).Should().Be(HttpStatusCode.Forbidden);
        (await EnqueueAsync(server, token, Publish("news"))).Should().Be(HttpStatusCode.Forbidden);
        (await EnqueueAsync(server, Tokens.For(admin: ["*"]), Publish("job:x"))).Should().Be(HttpStatusCode.Forbidden);
        (await EnqueueAsync(server, token, Export("room:a"))).Should().Be(HttpStatusCode.Accepted);
        (await EnqueueAsync(server, token, Export("room:*"))).Should().Be(HttpStatusCode.Accepted);
        (await EnqueueAsync(server, token, Export("room*"))).Should().Be(HttpStatusCode.Forbidden);
        (await EnqueueAsync(server, token, Export("*"))).Should().Be(HttpStatusCode.Forbidden);
        (await EnqueueAsync(server, token, Export("audit:log"))).Should().Be(HttpStatusCode.Forbidden);
        (await EnqueueAsync(server, token, """{"type":"retention"}""")).Should().Be(HttpStatusCode.Forbidden);
        (await EnqueueAsync(server, Tokens.For(admin: ["*"]), """{"type":"retention"}""")).Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task An_export_of_all_topics_omits_topics_for_administrators_only()
    {
        await using var server = await StartAsync();
        var all = Tokens.For("root", publish: ["*"], subscribe: ["*"]);
        (await EnqueueAsync(server, all, """{"type":"retention"}""")).Should()
            .Be(HttpStatusCode.Forbidden, "which is noted in the audit trail");
        await Eventually.BecomesAsync(
            () => server.Get<TopicRegistry>().GetStateAsync(new("audit:log"), CancellationToken.None).AsTask(), state => state.Newest > 0);
        using var enqueued = await SendAsync(server, HttpMethod.Post, "/jobs", all, """{"type":"export","arguments":{"topics":"*"}}""");
        var id = (await enqueued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        await Eventually.BecomesAsync(
            () => StatusAsync(server, HttpMethod.Get, $"/jobs/{id}/result", all), status => status == HttpStatusCode.OK);
        using var result = await SendAsync(server, HttpMethod.Get, $"/jobs/{id}/result", all);
        (await result.Content.ReadAsStringAsync()).Should().NotContain("job:").And.NotContain("audit:log");
    }

    [Fact]
    public async Task A_delayed_publish_needs_the_same_permission_as_a_publish()
    {
        await using var server = await StartAsync();
        var path = "/topics/room:a/messages?delay=1h";
        (await StatusAsync(server, HttpMethod.Post, path, token: null, "x")).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(server, HttpMethod.Post, path, Tokens.For(publish: ["room:b"]), "x")).Should().Be(HttpStatusCode.Forbidden);
        var ann = Tokens.For("ann", publish: ["room:a"]);
        using var taken = await SendAsync(server, HttpMethod.Post, path, ann, "x");
        taken.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var id = (await taken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var job = await SendAsync(server, HttpMethod.Get, $"/jobs/{id}", ann);
        (await job.Content.ReadAsStringAsync()).Should().Contain("\"sender\":\"ann\"").And.Contain("\"origin\":\"ann\"");
        (await StatusAsync(server, HttpMethod.Delete, $"/jobs/{id}", ann)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Schedules_workers_and_background_tasks_are_for_administrators()
    {
        await using var server = await StartAsync();
        foreach (var path in (string[])["/schedules", "/schedules/retention", "/workers", "/background-tasks"])
        {
            (await StatusAsync(server, HttpMethod.Get, path, Tokens.For(subscribe: ["*"]))).Should().Be(HttpStatusCode.Forbidden);
            (await StatusAsync(server, HttpMethod.Get, path, Tokens.For(admin: ["*"]))).Should().Be(HttpStatusCode.OK);
        }
    }

    private static Task<TestServer> StartAsync() => Tokens.StartServerAsync(new Probe().Configure);

    private static async Task<HttpStatusCode> EnqueueAsync(TestServer server, string? token, string body) =>
        await StatusAsync(server, HttpMethod.Post, "/jobs", token, body);

    private static async Task<HttpStatusCode> StatusAsync(
        TestServer server, HttpMethod method, string path, string? token, string? body = null)
    {
        using var response = await SendAsync(server, method, path, token, body);
        return response.StatusCode;
    }

    private static Task<HttpResponseMessage> SendAsync(
        TestServer server, HttpMethod method, string path, string? token, string? body = null) =>
        server.Client.SendAsync(method, path, token, body is null ? null : new StringContent(body, Encoding.UTF8)).OrTimeout();

    private static async Task<IEnumerable<string?>> ListAsync(TestServer server, string token)
    {
        using var response = await SendAsync(server, HttpMethod.Get, "/jobs", token);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().Select(job => job.GetProperty("id").GetString());
    }
}
