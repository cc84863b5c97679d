using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Access;
using Streaming.Tests.Support;
using static Streaming.Tests.Jobs.JobHttp;

namespace Streaming.Tests.Jobs;

/// <summary>Tests, over HTTP and in code, jobs that wait for other jobs: by their key, and after other jobs.</summary>
[Trait("Category", "Slow")]
public sealed class JobRulesTests
{
    private readonly Probe _probe = new();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task Of_the_jobs_with_a_key_one_runs_at_a_time(string provider)
    {
        var (begun, goOn) = (Source(), Source());
        _probe.Run = async (arguments, _) =>
        {
            begun.TrySetResult();
            await goOn.Task.OrTimeout();
            return new ProbeResult(arguments.Number);
        };
        await using var server = await _probe.StartAsync(("Storage:Provider", provider));
        var first = await server.Client.EnqueueAsync(more: ""","key":"account 7" """);
        await begun.Task.OrTimeout();

        using var refused = await PostAsync(server, ""","key":"account 7" """);
        (await refused.ProblemAsync(HttpStatusCode.Conflict)).Should()
            .Be($"Job {first} of type 'probe' with the key 'account 7' has not ended (running). Wait until it has ended, or choose " +
                "another whenKeyExists.");
        var second = await server.Client.EnqueueAsync(more: ""","key":"account 7","whenKeyExists":"replace" """);
        var third = await server.Client.EnqueueAsync(more: ""","key":"account 7","whenKeyExists":"replace" """);
        var fourth = await server.Client.EnqueueAsync(more: ""","key":"account 7","whenKeyExists":"queue" """);
        goOn.SetResult();

        (await server.Client.EndAsync(second)).Should().Equal("queued", "cancelled");
        (await server.Client.EndAsync(fourth)).Should().Equal("queued", "released", "started", "succeeded");
        (await server.Client.EndAsync(third)).Should().Equal("queued", "released", "started", "succeeded");
        (await server.Client.JobAsync(third)).GetProperty("key").GetString().Should().Be("account 7");
        using var free = await PostAsync(server, ""","key":"account 7" """);
        free.StatusCode.Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_job_that_waits_shows_for_which_job()
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "0"));
        var first = await server.Client.EnqueueAsync(more: ""","key":"k" """);
        var second = await server.Client.EnqueueAsync(more: ""","key":"k","whenKeyExists":"queue" """);
        var after = await server.Client.EnqueueAsync(more: $",\"after\":[\"{first}\",\"{second}\"]");

        (await ProblemAsync(server, second)).Should().Be($"The job waits for job {first}, which has the same key.");
        (await ProblemAsync(server, after)).Should()
            .Be($"The job waits for jobs {string.Join(", ", ((string[])[first, second]).Order(StringComparer.Ordinal))}.");
        (await ProblemAsync(server, first)).Should().StartWith("No worker takes jobs of type 'probe'");
        var list = (await server.Client.GetJsonAsync("/jobs")).EnumerateArray()
            .Single(job => job.GetProperty("id").GetString() == after);
        list.GetProperty("problem").GetString().Should().Be("The job waits for 2 other jobs.");
    }

    [Fact]
    public async Task A_job_that_runs_is_requested_again_by_its_key_and_runs_once_more()
    {
        var (begun, goOn, runs) = (Source(), Source(), 0);
        _probe.Run = async (_, _) =>
        {
            begun.TrySetResult();
            await goOn.Task.OrTimeout();
            return new ProbeResult(Interlocked.Increment(ref runs));
        };
        await using var server = await _probe.StartAsync();
        var first = await server.Client.EnqueueAsync(more: ""","key":"k","whenKeyExists":"runOnceMore" """);
        await begun.Task.OrTimeout();
        for (var i = 0; i < 3; i++)
            (await server.Client.EnqueueAsync(more: ""","key":"k","whenKeyExists":"runOnceMore" """)).Should().Be(first);
        goOn.SetResult();

        (await server.Client.EndAsync(first)).Should().Equal("queued", "started", "queued", "started", "succeeded");
        (await server.Client.ResultAsync(first)).GetProperty("number").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task A_chain_of_jobs_runs_in_its_order_and_a_cleanup_runs_after_a_failure()
    {
        var order = new System.Collections.Concurrent.ConcurrentQueue<int>();
        _probe.Run = (arguments, _) =>
        {
            order.Enqueue(arguments.Number);
            return arguments.Number == 2 ? throw new InvalidOperationException("It broke.")
                : Task.FromResult(new ProbeResult(arguments.Number));
        };
        await using var server = await _probe.StartAsync();
        var jobs = server.Get<JobClient>();
        var first = await jobs.EnqueueAsync("probe", new ProbeArguments { Number = 1 }).OrTimeout();
        var second = await jobs.EnqueueAsync("probe", new ProbeArguments { Number = 2 },
            new EnqueueOptions { After = [first.Id], Attempts = 1 }).OrTimeout();
        var third = await jobs.EnqueueAsync("probe", new ProbeArguments { Number = 3 }, new EnqueueOptions { After = [second.Id] })
            .OrTimeout();
        var cleanup = await server.Client.EnqueueAsync(
            arguments: """{"number":4}""", more: $",\"after\":[\"{second.Id}\"],\"afterOutcome\":\"failed\"");

        (await server.Client.EndAsync(cleanup)).Should().EndWith("succeeded");
        (await server.Client.EndAsync(third.Id.Value)).Should().Equal("queued", "cancelled");
        order.Should().Equal(1, 2, 4);
        (await server.Client.JobAsync(third.Id.Value)).GetProperty("errors")[0].GetProperty("message").GetString().Should()
            .Be($"Job {second.Id} has ended as failed, and this job starts only after it has succeeded.");
    }

    [Theory]
    [InlineData(""","after":["01J0000000000000000000000A"]""", "There is no job 01J0000000000000000000000A (any more)")]
    [InlineData(""","after":["x"]""", "The job id is not valid")]
    [InlineData(""","after":"x" """, "after")]
    [InlineData(""","afterOutcome":"failed" """, "give the ids of jobs in after too")]
    [InlineData(""","whenKeyExists":"queue" """, "give a key too")]
    [InlineData(""","key":"k","whenKeyExists":"wait" """, "whenKeyExists")]
    [InlineData(""","key":"" """, "1 to 200 characters")]
    [InlineData(""","key":"a\u0000b" """, "control characters")]
    public async Task An_invalid_rule_is_refused(string more, string says)
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "0"));
        using var response = await PostAsync(server, more);
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says);
        (await server.Client.GetJsonAsync("/jobs")).GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("""[{"type":"probe"},{"type":"probe","key":"k"},{"type":"probe","key":"k"}]""", "Two of the jobs have the key 'k'")]
    [InlineData("""[{"type":"probe"},{"type":"probe","key":"taken"}]""", "with the key 'taken' has not ended")]
    public async Task An_array_of_jobs_is_refused_as_a_whole_if_a_key_is_taken(string jobs, string says)
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "0"));
        await server.Client.EnqueueAsync(more: ""","key":"taken" """);
        using var refused = await server.Client.PostAsync("/jobs", jobs, "application/json");
        (await refused.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain(says);
        (await server.Client.GetJsonAsync("/jobs")).GetArrayLength().Should().Be(1);

        using var queued = await server.Client.PostAsync(
            "/jobs", jobs.Replace("\"}", "\",\"whenKeyExists\":\"queue\"}", StringComparison.Ordinal)
                .Replace("\"probe\",\"whenKeyExists\":\"queue\"}", "\"probe\"}", StringComparison.Ordinal), "application/json");
        queued.StatusCode.Should().Be(HttpStatusCode.MultiStatus);
    }

    [Theory]
    [InlineData("replace")]
    [InlineData("runOnceMore")]
    public async Task An_array_of_jobs_of_a_caller_without_an_identity_is_refused_as_a_whole(string whenKeyExists)
    {
        await using var server = await _probe.StartAsync(
            ("Jobs:Concurrency", "0"), ("Access:Open", "false"), ("Topics:Policies:0:Match", "job:*"),
            ("Topics:Policies:0:Anonymous", "all"));
        var job = $$"""{"type":"probe","key":"k","whenKeyExists":"{{whenKeyExists}}"}""";

        using var refused = await server.Client.PostAsync("/jobs", $"[{job},{job}]", "application/json");

        (await refused.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("Two of the jobs have the key 'k'");
        (await server.Get<IJobQueue>().ListAsync(new JobFilter(), CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_job_waits_for_at_most_100_jobs()
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "0"));
        var ids = Enumerable.Range(0, 101).Select(i => JobId.New(Appends.Noon.AddSeconds(i))).ToList();
        var enqueue = () => server.Get<JobClient>().EnqueueAsync("probe", new ProbeArguments(), new EnqueueOptions { After = ids });
        (await enqueue.Should().ThrowAsync<RefusalException>()).WithMessage("*at most 100 ids*");
    }

    [Fact]
    public async Task Callers_wait_only_for_jobs_that_they_may_read_and_replace_only_their_own()
    {
        await using var server = await TestServer.StartAsync(
            _probe.Configure, folder: null, ("Access:Keys:0:Secret", Tokens.Secret), ("Jobs:Concurrency", "0"));
        var (ann, ben, root) = (Tokens.For("ann", ["job:probe"]), Tokens.For("ben", ["job:probe"]),
            Tokens.For("root", ["job:*"], [], ["job:*"]));
        var first = await IdAsync(server, ann, ""","key":"k" """);

        using var strange = await PostAsync(server, $",\"after\":[\"{first}\"]", ben);
        strange.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var unknown = await PostAsync(server, ""","after":["01J0000000000000000000000A"]""", ben);
        unknown.StatusCode.Should().Be(HttpStatusCode.Forbidden, "the answer does not show whether a job exists");
        using var other = await PostAsync(server, ""","key":"k","whenKeyExists":"replace" """, ben);
        (await other.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("belongs to another caller");
        await IdAsync(server, ben, ""","key":"k","whenKeyExists":"queue" """);

        var after = await IdAsync(server, ann, $",\"after\":[\"{first}\"]");
        after.Should().NotBe(first);
        var replacing = await IdAsync(server, root, ""","key":"k","whenKeyExists":"replace" """);
        replacing.Should().NotBeNull();
    }

    private static Task<HttpResponseMessage> PostAsync(TestServer server, string more, string? token = null) => server.Client.SendAsync(
        HttpMethod.Post, "/jobs", token, new StringContent($$"""{"type":"probe"{{more}}}"""));

    private static async Task<string> IdAsync(TestServer server, string token, string more)
    {
        using var response = await PostAsync(server, more, token);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.StatusCode.Should().Be(HttpStatusCode.Accepted, answer.ToString());
        return answer.GetProperty("id").GetString()!;
    }

    private static async Task<string?> ProblemAsync(TestServer server, string id) =>
        (await server.Client.JobAsync(id)).GetProperty("problem").GetString();
}
