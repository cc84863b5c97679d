using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests requests that enqueue, cancel, retry or count several jobs.</summary>
public sealed class JobBulkTests
{
    private const string Ndjson = "application/x-ndjson";

    private readonly Probe _probe = new();

    [Fact]
    public async Task An_array_enqueues_all_its_jobs_in_order()
    {
        await using var server = await _probe.StartAsync();
        using var response = await server.Client.PostAsync(
            "/jobs", """ [{"type":"probe","arguments":{"number":1}},{"type":"ruled","priority":9}] """, "application/json");
        response.StatusCode.Should().Be(HttpStatusCode.MultiStatus);
        var jobs = (await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().ToList();
        jobs.Select(job => (job.GetProperty("type").GetString(), job.GetProperty("priority").GetInt32())).Should()
            .Equal(("probe", 5), ("ruled", 9));
        foreach (var job in jobs)
            (await server.Client.EndAsync(job.GetProperty("id").GetString()!)).Should().Equal("queued", "started", "succeeded");
    }

    [Theory]
    [InlineData("""[{"type":"probe"},{"type":"probe","priority":10}]""", "Job 2 of 2 is refused, so none is enqueued")]
    [InlineData("""[{"type":"probe"},{"type":"none"}]""", "Job 2 of 2")]
    [InlineData("""[{"type":"probe"},{"prio":1}]""", "prio")]
    [InlineData("""[{"type":"probe"},null]""", "send 1 to 1000 jobs")]
    [InlineData("[]", "send 1 to 1000 jobs")]
    [InlineData("[", "is not a valid array of jobs")]
    public async Task An_array_with_one_invalid_job_enqueues_none(string body, string says)
    {
        await using var server = await _probe.StartAsync();
        using var response = await server.Client.PostAsync("/jobs", body, "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says);
        (await server.Client.GetJsonAsync("/jobs")).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task An_array_whose_jobs_wait_for_too_many_jobs_is_refused()
    {
        await using var server = await _probe.StartAsync();
        var ids = string.Join(',', Enumerable.Range(0, 100).Select(_ => $"\"{JobId.New(TimeProvider.System.GetUtcNow().UtcDateTime)}\""));
        var body = $"[{string.Join(',', Enumerable.Repeat($$"""{"type":"probe","after":[{{ids}}]}""", 11))}]";
        using var response = await server.Client.PostAsync("/jobs", body, "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("1100 ids in 'after'; send at most 1000");
    }

    [Fact]
    public async Task An_array_that_is_too_large_is_refused()
    {
        await using var server = await _probe.StartAsync(("Jobs:MaxBatchBytes", "1024"));
        var body = $"[{string.Join(',', Enumerable.Repeat("""{"type":"probe"}""", 100))}]";
        using var response = await server.Client.PostAsync("/jobs", body, "application/json");
        (await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Should().Contain(Ndjson);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData(Ndjson)]
    public async Task A_repeated_request_with_the_same_key_enqueues_each_job_once(string type)
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "0"));
        var one = """{"type":"probe","arguments":{"number":1}}""";
        var two = one.Replace('1', '2');

        var first = await IdsAsync(one, one);
        (await IdsAsync(one, one)).Should().Equal(first, "the request is repeated").And.OnlyHaveUniqueItems();
        using var other = await SendAsync(one, two);

        if (type == Ndjson)
        {
            var lines = (await LinesAsync(other)).ToList();
            lines.Select(line => line.GetProperty("status").GetInt32()).Should().Equal(202, 422);
            lines[0].GetProperty("id").GetString().Should().Be(first[0]);
        }
        else
        {
            (await other.ProblemAsync(HttpStatusCode.UnprocessableEntity)).Should().Contain("used for another payload");
        }

        (await server.Client.GetJsonAsync("/jobs")).GetArrayLength().Should().Be(2);

        Task<HttpResponseMessage> SendAsync(params string[] jobs) => server.Client.PostAsync(
            "/jobs", type == Ndjson ? string.Join('\n', jobs) : $"[{string.Join(',', jobs)}]", type, ("Idempotency-Key", "k"));

        async Task<List<string?>> IdsAsync(params string[] jobs)
        {
            using var response = await SendAsync(jobs);
            response.StatusCode.Should().Be(HttpStatusCode.MultiStatus, await response.Content.ReadAsStringAsync());
            var all = type == Ndjson ? await LinesAsync(response)
                : (await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray();
            return [.. all.Select(job => job.GetProperty("id").GetString())];
        }
    }

    [Fact]
    public async Task Each_line_is_enqueued_or_refused_by_itself()
    {
        await using var server = await _probe.StartAsync(("Jobs:MaxArgumentBytes", "1024"));
        string[] lines =
        [
            """{"type":"probe","arguments":{"number":1}}""", "", "no json", """{"type":"none"}""",
            Named(2_000), Named(9_000),
            """{"type":"probe","arguments":{"number":101}}""", """{"type":"ruled"}""",
        ];

        using var response = await server.Client.PostAsync("/jobs", string.Join("\r\n", lines), Ndjson);

        response.StatusCode.Should().Be(HttpStatusCode.MultiStatus);
        response.Content.Headers.ContentType!.MediaType.Should().Be(Ndjson);
        var results = (await LinesAsync(response)).ToList();
        results.Select(line => (line.GetProperty("line").GetInt32(), line.GetProperty("status").GetInt32())).Should()
            .Equal((1, 202), (3, 400), (4, 400), (5, 413), (6, 413), (7, 400), (8, 202));
        results[1].GetProperty("detail").GetString().Should().Contain("The line is not a valid job");
        foreach (var enqueued in results.Where(line => line.TryGetProperty("id", out _)))
            (await server.Client.EndAsync(enqueued.GetProperty("id").GetString()!)).Should().EndWith("succeeded");
        (await server.Client.GetJsonAsync("/jobs")).GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Many_lines_are_enqueued_while_they_arrive()
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "0"));
        using var content = new PausingContent(Ndjson);
        content.Send(string.Concat(Enumerable.Repeat("{\"type\":\"probe\"}\n", 1_200)));
        var sending = server.Client.PostAsync("/jobs", content);
        await Eventually.BecomesAsync(
            () => server.Client.GetJsonAsync("/jobs/stats"), stats => CountOf(stats, "probe", "queued") == 1_200);

        content.Send("{\"type\":\"ruled\"}");
        content.End();

        using var response = await sending.OrTimeout();
        (await LinesAsync(response)).Select(line => line.GetProperty("status").GetInt32()).Should().HaveCount(1_201)
            .And.OnlyContain(status => status == 202);
    }

    [Fact]
    public async Task Requests_without_jobs_or_with_too_many_lines_are_refused()
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "0"));
        using var none = await server.Client.PostAsync("/jobs", "\n\n", Ndjson);
        (await none.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("The body has no job");
        using var many = await server.Client.PostAsync("/jobs", new StringBuilder().Insert(0, "{}\n", 10_001).ToString(), Ndjson);
        var lines = (await LinesAsync(many)).ToList();
        lines.Should().HaveCount(10_001);
        lines[^1].GetProperty("detail").GetString().Should().Contain("at most 10000 lines");
    }

    [Fact]
    public async Task A_line_that_does_not_end_ends_the_request()
    {
        await using var server = await _probe.StartAsync(
            ("Jobs:Concurrency", "0"), ("Jobs:MaxArgumentBytes", "1024"), ("Jobs:MaxBatchBytes", "65536"));

        using var response = await server.Client.PostAsync("/jobs", $"{new string(' ', 4_000_000)}\n{{\"type\":\"probe\"}}", Ndjson);

        (await LinesAsync(response)).Select(line => line.GetProperty("status").GetInt32()).Should()
            .Equal([413], "the line is longer than a whole batch may be, so the server does not search for its end");
    }

    [Fact]
    public async Task Code_enqueues_many_jobs_at_once()
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "0"));
        var jobs = server.Get<JobClient>();
        var arguments = Enumerable.Range(0, 1_500).Select(number => new ProbeArguments { Number = number % 100 }).ToList();
        var options = new EnqueueOptions { IdempotencyKey = "import-1", Priority = 3 };

        var enqueued = await jobs.EnqueueManyAsync("probe", arguments, options).OrTimeout();

        enqueued.Should().HaveCount(1_500).And.OnlyContain(job => job.Priority == 3);
        var again = await jobs.EnqueueManyAsync("probe", arguments, options).OrTimeout();
        again.Select(job => job.Id).Should().Equal(enqueued.Select(job => job.Id), "the call is repeated with its key");
        var invalid = () => jobs.EnqueueManyAsync("probe", [new ProbeArguments(), new ProbeArguments { Number = 101 }]);
        await invalid.Should().ThrowAsync<RefusalException>();
        CountOf(await server.Client.GetJsonAsync("/jobs/stats"), "probe", "queued").Should().Be(1_500);
    }

    [Fact]
    public async Task Failed_jobs_are_retried_and_waiting_jobs_cancelled_in_portions()
    {
        await using var server = await _probe.StartAsync(("Jobs:Attempts", "1"));
        _probe.Run = (_, _) => throw new InvalidOperationException("Broken.");
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Add(await server.Client.EnqueueAsync());
        foreach (var id in ids.Append(await server.Client.EnqueueAsync("ruled")))
            (await server.Client.EndAsync(id)).Should().EndWith("failed");
        _probe.Run = (_, _) => Task.FromResult(new ProbeResult(1));

        var first = await ChangeAsync(HttpMethod.Post, "/jobs/retry?state=failed&type=probe&limit=2");
        first.GetProperty("changed").GetInt32().Should().Be(2);
        var next = first.GetProperty("next").GetString();
        var second = await ChangeAsync(HttpMethod.Post, $"/jobs/retry?state=failed&type=probe&limit=2&after={next}");
        (second.GetProperty("changed").GetInt32(), second.GetProperty("next").ValueKind).Should().Be((1, JsonValueKind.Null));
        foreach (var id in ids)
            await server.Client.StateBecomesAsync(id, "succeeded");

        for (var i = 0; i < 3; i++)
            ids.Add(await server.Client.EnqueueAsync(i == 0 ? "ruled" : "probe", more: ""","delay":"1h" """));
        (await ChangeAsync(HttpMethod.Delete, "/jobs?state=queued&type=probe")).GetProperty("changed").GetInt32().Should().Be(2);
        var stats = await server.Client.GetJsonAsync("/jobs/stats");
        stats.GetProperty("isComplete").GetBoolean().Should().BeTrue();
        stats.GetProperty("types").GetRawText().Should().Be(
            """[{"type":"probe","queued":0,"delayed":0,"running":0,"succeeded":3,"failed":0,"cancelled":2},""" +
            """{"type":"ruled","queued":1,"delayed":1,"running":0,"succeeded":0,"failed":1,"cancelled":0}]""");

        async Task<JsonElement> ChangeAsync(HttpMethod method, string path)
        {
            using var response = await server.Client.SendAsync(new HttpRequestMessage(method, path)).OrTimeout();
            response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
            return await response.Content.ReadFromJsonAsync<JsonElement>();
        }
    }

    [Theory]
    [InlineData("DELETE", "/jobs", "?state=queued or ?state=running")]
    [InlineData("DELETE", "/jobs?type=probe", "?state=queued or ?state=running")]
    [InlineData("DELETE", "/jobs?state=failed", "?state=queued or ?state=running")]
    [InlineData("DELETE", "/jobs?state=queued&limit=1001", "limit")]
    [InlineData("POST", "/jobs/retry", "?state=failed or ?state=cancelled")]
    [InlineData("POST", "/jobs/retry?state=queued", "?state=failed or ?state=cancelled")]
    public async Task A_change_of_jobs_needs_a_filter(string method, string path, string says)
    {
        await using var server = await _probe.StartAsync();
        using var response = await server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path)).OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says);
    }

    [Fact]
    public async Task A_caller_changes_and_counts_its_own_jobs_and_an_administrator_all()
    {
        await using var server = await Tokens.StartServerAsync(_probe.Configure, ("Jobs:Concurrency", "0"));
        var (ann, ben) = (Tokens.For("ann", publish: ["job:*"]), Tokens.For("ben", publish: ["job:*"]));
        foreach (var token in (string[])[ann, ann, ben])
            (await SendAsync(HttpMethod.Post, "/jobs", token, """{"type":"probe"}""")).Status.Should().Be(HttpStatusCode.Accepted);

        CountOf((await SendAsync(HttpMethod.Get, "/jobs/stats", ann)).Json, "probe", "queued").Should().Be(2);
        (await SendAsync(HttpMethod.Delete, "/jobs?state=queued", ann)).Json.GetProperty("changed").GetInt32().Should().Be(2);
        (await SendAsync(HttpMethod.Delete, "/jobs?state=queued", token: null)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await SendAsync(HttpMethod.Post, "/jobs/retry?state=cancelled", ben)).Json.GetProperty("changed").GetInt32().Should().Be(0);
        var admin = Tokens.For("root", admin: ["*"]);
        (await SendAsync(HttpMethod.Delete, "/jobs?state=queued", admin)).Json.GetProperty("changed").GetInt32().Should().Be(1);

        async Task<(HttpStatusCode Status, JsonElement Json)> SendAsync(
            HttpMethod method, string path, string? token, string? body = null)
        {
            using var request = new HttpRequestMessage(method, path);
            if (token is not null)
                request.Headers.Authorization = new("Bearer", token);
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await server.Client.SendAsync(request).OrTimeout();
            return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
        }
    }

    private static async Task<IEnumerable<JsonElement>> LinesAsync(HttpResponseMessage response) =>
        (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line)).ToList();

    private static string Named(int length) =>
        "{\"type\":\"probe\",\"arguments\":{\"name\":\"" + new string('x', length) + "\"}}";

    private static long CountOf(JsonElement stats, string type, string state) =>
        stats.GetProperty("types").EnumerateArray().Where(each => each.GetProperty("type").GetString() == type)
            .Sum(each => each.GetProperty(state).GetInt64());
}
