using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;
using static Streaming.Tests.Jobs.JobHttp;

namespace Streaming.Tests.Jobs;

[Trait("Category", "Slow")]
public sealed class JobTests
{
    private readonly Probe _probe = new();

    [Fact]
    public async Task A_job_runs_and_its_result_can_be_read()
    {
        await using var server = await _probe.StartAsync();
        var id = await server.Client.EnqueueAsync(arguments: """{"number":7,"name":"é"}""");
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "succeeded");
        (await server.Client.ResultAsync(id)).GetProperty("number").GetInt32().Should().Be(7);
        var job = await server.Client.JobAsync(id);
        job.GetProperty("state").GetString().Should().Be("succeeded");
        job.GetProperty("arguments").GetProperty("name").GetString().Should().Be("é");
        job.GetProperty("topic").GetString().Should().Be($"job:{id}");
    }

    [Fact]
    public async Task A_job_can_be_enqueued_in_code()
    {
        await using var server = await _probe.StartAsync();
        var jobs = server.Get<JobClient>();
        var job = await jobs.EnqueueAsync("probe", new ProbeArguments { Number = 3 }, new EnqueueOptions { Origin = "the test" })
            .OrTimeout();
        await server.Client.EndAsync(job.Id.Value);
        (await jobs.GetResultAsync<ProbeResult>(job.Id).OrTimeout()).Number.Should().Be(3);
        (await jobs.FindAsync(job.Id).OrTimeout())!.Origin.Should().Be("the test");
    }

    [Theory]
    [InlineData("""{"type":"probe","arguments":{"number":"seven"}}""", "do not fit a job of type 'probe'")]
    [InlineData("""{"type":"probe","arguments":{"number":101}}""", "between 0 and 100")]
    [InlineData("""{"type":"probe","arguments":{"nummer":1}}""", "nummer")]
    [InlineData("""{"type":"probe","arguments":{"name":null}}""", "do not fit")]
    [InlineData("""{"type":"probe","arguments":[]}""", "do not fit")]
    [InlineData("""{"type":"unheard-of"}""", "use one of email, export, fetch, heavy, invitation, probe, publish, retention, ruled")]
    [InlineData("""{"arguments":{}}""", "type")]
    [InlineData("""{"type":"probe","priority":10}""", "give 0 to 9")]
    [InlineData("""{"type":"probe","attempts":0}""", "give 1 to 100")]
    [InlineData("""{"type":"probe","timeLimit":"long"}""", "timeLimit")]
    [InlineData("""{"type":"probe","delay":"-1s"}""", "delay")]
    [InlineData("""{"type":"probe","delay":"1s","due":"2027-01-01T00:00:00Z"}""", "not both")]
    [InlineData("""{"type":"probe","due":"2927-01-01T00:00:00Z"}""", "ten years")]
    [InlineData("""{"type":"probe","prio":1}""", "prio")]
    [InlineData("no json", "is not a valid job")]
    [InlineData("", "is not a valid job")]
    [InlineData("null", "is not a valid job")]
    public async Task An_invalid_job_is_refused(string body, string says)
    {
        await using var server = await _probe.StartAsync();
        using var response = await server.Client.PostAsync("/jobs", body, "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says);
        (await server.Client.GetJsonAsync("/jobs")).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task The_size_of_arguments_is_limited()
    {
        await using var server = await _probe.StartAsync(("Jobs:MaxArgumentBytes", "1024"));
        using var response = await server.Client.PostAsync(
            "/jobs", "{\"type\":\"probe\",\"arguments\":{\"name\":\"" + new string('x', 2_000) + "\"}}", "application/json");
        (await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Should().Contain("1024");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task A_repeated_request_with_the_same_key_returns_the_same_job(string provider)
    {
        await using var server = await _probe.StartAsync(("Storage:Provider", provider));
        var first = await server.Client.EnqueueAsync(headers: ("Idempotency-Key", "k"));
        (await server.Client.EnqueueAsync(headers: ("Idempotency-Key", "k"))).Should().Be(first);
        (await server.Client.EnqueueAsync("ruled", headers: ("Idempotency-Key", "k"))).Should().NotBe(first);
        (await server.Client.EndAsync(first)).Should().Equal("queued", "started", "succeeded");
        using var bad = await server.Client.PostAsync(
            "/jobs", """{"type":"probe"}""", "application/json", ("Idempotency-Key", "two words"));
        (await bad.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("Idempotency-Key");
    }

    [Fact]
    public async Task A_job_of_high_priority_starts_before_waiting_jobs()
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "1"));
        var (order, goOn, begun) = (new List<int>(), Source(), Source());
        _probe.Run = async (arguments, _) =>
        {
            begun.TrySetResult();
            await goOn.Task;
            order.Add(arguments.Number);
            return new ProbeResult(0);
        };
        var last = await server.Client.EnqueueAsync(arguments: """{"number":0}""");
        await begun.Task.OrTimeout();
        for (var number = 1; number <= 5; number++)
            last = await server.Client.EnqueueAsync(arguments: $$"""{"number":{{number}}}""");
        await server.Client.EnqueueAsync(arguments: """{"number":9}""", more: ""","priority":9""");
        goOn.SetResult();
        await server.Client.EndAsync(last);
        order.Should().Equal(0, 9, 1, 2, 3, 4, 5);
    }

    [Theory]
    [InlineData(""","delay":"1h" """)]
    [InlineData(""","due":"2027-03-01T13:00:00Z" """)]
    public async Task A_delayed_job_starts_when_it_is_due(string more)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync(builder =>
        {
            _probe.Configure(builder);
            builder.Services.AddSingleton<TimeProvider>(time);
        }, folder: null);
        var id = await server.Client.EnqueueAsync(more: more);
        time.Advance(TimeSpan.FromMinutes(59));
        // Another job that is due at once has passed through the queue: the delayed job would have started too.
        await server.Client.EndAsync(await server.Client.EnqueueAsync());
        (await server.Client.JobAsync(id)).GetProperty("state").GetString().Should().Be("queued");
        time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromMilliseconds(2));
        (await server.Client.EndAsync(id)).Should().EndWith("succeeded");
    }

    [Fact]
    public async Task Each_attempt_has_its_own_DI_scope()
    {
        await using var server = await _probe.StartAsync(("Jobs:Backoff", "00:00:00.001"));
        _probe.Run = (_, job) =>
            job.Attempt < 3 ? throw new InvalidOperationException("Not yet.") : Task.FromResult(new ProbeResult(job.Attempt));
        await server.Client.EndAsync(await server.Client.EnqueueAsync());
        _probe.Scopes.Distinct().Should().HaveCount(3).And.OnlyContain(scope => scope.IsDisposed);
    }

    [Fact]
    public async Task Jobs_are_listed_and_paged()
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "0"));
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Insert(0, await server.Client.EnqueueAsync(i == 1 ? "ruled" : "probe", more: $$""","delay":"{{i}}h" """));
        using var cancelled = await server.Client.DeleteAsync($"/jobs/{ids[0]}").OrTimeout();

        (await ListAsync(string.Empty)).Should().BeEquivalentTo(ids);
        (await ListAsync("?state=queued&type=probe")).Should().Equal(ids[2]);
        (await ListAsync("?state=Cancelled")).Should().Equal(ids[0]);
        (await ListAsync("?older-than=1h")).Should().BeEmpty();
        (await ListAsync("?newer-than=1h")).Should().HaveCount(3);
        var all = (await ListAsync(string.Empty)).ToList();
        (await ListAsync("?limit=1")).Should().Equal(all[0]);
        (await ListAsync($"?after={all[0]}&limit=1")).Should().Equal(all[1]);
        foreach (var wrong in (string[])["?state=dead", "?limit=0", "?limit=1001", "?older-than=long", "?after=x"])
        {
            using var response = await server.Client.GetAsync($"/jobs{wrong}").OrTimeout();
            await response.ProblemAsync(HttpStatusCode.BadRequest);
        }

        async Task<IEnumerable<string?>> ListAsync(string query) =>
            (await server.Client.GetJsonAsync($"/jobs{query}")).EnumerateArray().Select(job => job.GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_unknown_job_is_not_found_and_an_invalid_id_is_refused()
    {
        await using var server = await _probe.StartAsync();
        foreach (var path in (string[])["", "/events", "/result"])
        {
            using var none = await server.Client.GetAsync($"/jobs/{new string('0', 26)}{path}").OrTimeout();
            (await none.ProblemAsync(HttpStatusCode.NotFound)).Should().Contain("no job");
            using var wrong = await server.Client.GetAsync($"/jobs/x{path}").OrTimeout();
            await wrong.ProblemAsync(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Callers_may_not_publish_to_the_topic_of_a_job()
    {
        await using var server = await _probe.StartAsync();
        var id = await server.Client.EnqueueAsync();
        using var response = await server.Client.PostAsync($"/topics/job:{id}/messages?type=succeeded", "forged", "text/plain");
        (await response.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("Only the server itself writes");
    }
}
