using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Jobs.Schedules;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Schedules;

/// <summary>Tests over HTTP which jobs a schedule enqueues, and what it reports about its last firings.</summary>
[Trait("Category", "Slow")]
public sealed class FiringTests : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    // The clock moves in steps, so a worker with a short lease would lose its running job.
    private static readonly (string, string) s_longLease = ("Jobs:Lease", "1h");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TemporaryFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task A_firing_is_skipped_and_shown_while_the_job_of_an_earlier_firing_has_not_ended(string store)
    {
        var goOn = HoldJobs();
        await using var server = await StartAsync(s_longLease, ("Storage:Provider", store));
        await PutAsync(server, """{"cron":"*/10 * * * * *","type":"probe"}""");
        _time.Advance(s_interval);
        var first = (await FiringsBecomeAsync(server, 1))[0].GetProperty("job").GetString()!;
        await server.Client.StateBecomesAsync(first, "running");

        _time.Advance(s_interval);
        var skipped = (await FiringsBecomeAsync(server, 2))[0];

        (Text(skipped, "outcome"), Text(skipped, "job"), Text(skipped, "blockedBy")).Should().Be(("skipped", null, first));
        skipped.GetProperty("time").GetDateTime().Should().Be(new DateTime(2027, 3, 1, 12, 0, 20, DateTimeKind.Utc));
        (await server.Client.GetJsonAsync("/jobs?type=probe")).GetArrayLength().Should().Be(1);
        goOn.SetResult();
        await server.Client.EndAsync(first);
        _time.Advance(s_interval);
        var firings = await FiringsBecomeAsync(server, 3);
        await server.Client.EndAsync(Text(firings[0], "job")!);
        (await FiringsAsync(server)).Select(firing => Text(firing, "outcome")).Should().Equal("succeeded", "skipped", "succeeded");
        server.Logs.Entries.Should().Contain(entry => entry.Text.StartsWith("Skipped a firing of schedule mine", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("one")]
    [InlineData("none")]
    public async Task Without_overlap_times_that_are_due_together_have_one_job(string catchUp)
    {
        var goOn = HoldJobs();
        await using (var server = await StartAsync(s_longLease))
            await PutAsync(server, $$"""{"cron":"*/2 * * * * *","type":"probe","catchUp":"{{catchUp}}"}""");
        _time.Advance(TimeSpan.FromSeconds(14));

        await using var next = await StartAsync(s_longLease);

        await FiringsBecomeAsync(next, 1);
        (await next.Client.GetJsonAsync("/jobs?type=probe")).GetArrayLength().Should().Be(1);
        goOn.SetResult();
        await next.Client.EndAsync(Text((await FiringsAsync(next))[^1], "job")!);
    }

    [Fact]
    public async Task With_overlap_a_schedule_fires_while_its_earlier_jobs_run()
    {
        var goOn = HoldJobs();
        await using var server = await StartAsync(s_longLease);
        var schedule = await PutAsync(server, """{"cron":"*/10 * * * * *","type":"probe","overlap":true}""");
        schedule.GetProperty("overlap").GetBoolean().Should().BeTrue();
        for (var fired = 1; fired <= 3; fired++)
        {
            _time.Advance(s_interval);
            await FiringsBecomeAsync(server, fired);
        }

        (await FiringsAsync(server)).Select(firing => Text(firing, "outcome")).Should().NotContain("skipped");
        goOn.SetResult();
        foreach (var firing in await FiringsAsync(server))
            await server.Client.EndAsync(Text(firing, "job")!);
    }

    [Fact]
    public async Task A_schedule_can_be_run_now_also_while_it_is_paused_but_not_while_its_job_has_not_ended()
    {
        var goOn = HoldJobs();
        await using var server = await StartAsync();
        await PutAsync(server, """{"cron":"0 * * * *","type":"probe","arguments":{"number":4},"priority":7,"paused":true}""");

        using var response = await RunAsync(server);

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var job = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        var id = Text(job, "id")!;
        response.Headers.Location!.ToString().Should().EndWith($"/jobs/{id}");
        (Text(job, "origin"), job.GetProperty("priority").GetInt32()).Should().Be(("schedule:mine", 7));
        (await server.Client.JobAsync(id)).GetProperty("arguments").GetProperty("number").GetInt32().Should().Be(4);
        using var second = await RunAsync(server);
        (await second.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain($"Job {id} of schedule mine has not ended");
        goOn.SetResult();
        await server.Client.EndAsync(id);
        using var third = await RunAsync(server);
        third.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var schedule = await server.Client.GetJsonAsync("/schedules/mine");
        schedule.GetProperty("firings").GetArrayLength().Should().Be(2);
        schedule.GetProperty("last").GetDateTime().Should().Be(_time.GetUtcNow().UtcDateTime);
        using var missing = await server.Client.PostAsync("/schedules/missing/run", content: null).OrTimeout();
        await missing.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_jobs_of_a_schedule_have_its_attempts_and_time_limit()
    {
        await using var server = await StartAsync();
        var schedule = await PutAsync(server, """{"cron":"0 * * * *","type":"probe","attempts":7,"timeLimit":"90s"}""");
        (schedule.GetProperty("attempts").GetInt32(), Text(schedule, "timeLimit")).Should().Be((7, "00:01:30"));

        _time.Advance(TimeSpan.FromHours(1));
        await JobHasLimitsAsync(server, 7, "00:01:30");
    }

    [Fact]
    public async Task A_declaration_in_code_sets_overlap_attempts_and_time_limit_and_a_change_of_them_is_applied()
    {
        await using (var server = await StartAsync(new ScheduleOptions { Overlap = true, Attempts = 2 }))
        {
            var before = await server.Client.GetJsonAsync("/schedules/mine");
            (before.GetProperty("overlap").GetBoolean(), before.GetProperty("attempts").GetInt32()).Should().Be((true, 2));
        }

        await using (var server = await StartAsync(new ScheduleOptions { Attempts = 3, TimeLimit = TimeSpan.FromMinutes(2) }))
        {
            (await server.Client.GetJsonAsync("/schedules/mine")).GetProperty("overlap").GetBoolean().Should().BeFalse();
            _time.Advance(TimeSpan.FromHours(1));
            await JobHasLimitsAsync(server, 3, "00:02:00");
        }
    }

    [Fact]
    public void A_declaration_without_options_has_the_hash_that_earlier_versions_stored()
    {
        var plain = new DeclaredSchedule("a", "0 3 * * *", "UTC", "probe", "{}"u8.ToArray(), new ScheduleOptions());
        plain.Hash.Should().Be(Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData("0 3 * * *\nUTC\nprobe\n{}"u8).AsSpan(0, 16)));
        new DeclaredSchedule("a", "0 3 * * *", "UTC", "probe", "{}"u8.ToArray(), new ScheduleOptions { Attempts = 2 }).Hash.Should()
            .NotBe(plain.Hash);
    }

    [Fact]
    public void A_declaration_with_limits_out_of_their_range_is_refused()
    {
        var add = (ScheduleOptions options) => new ServiceCollection().AddSchedule("a", "0 3 * * *", "probe", options: options);
        add.Invoking(it => it(new ScheduleOptions { Attempts = 0 })).Should().Throw<Exception>().WithMessage("*give 1 to 100*");
        add.Invoking(it => it(new ScheduleOptions { TimeLimit = TimeSpan.FromDays(8) })).Should().Throw<Exception>()
            .WithMessage("*up to 7 days*");
    }

    private Task<TestServer> StartAsync(params (string, string)[] settings) => StartAsync(options: null, settings);

    private Task<TestServer> StartAsync(ScheduleOptions? options, params (string, string)[] settings) => TestServer.StartAsync(
        builder =>
        {
            _probe.Configure(builder);
            builder.Services.AddSingleton<TimeProvider>(_time);
            if (options is not null)
                builder.Services.AddSchedule("mine", "0 * * * *", "probe", options: options);
        },
        _folder, settings);

    // Each job runs until the test completes the returned source.
    private TaskCompletionSource HoldJobs()
    {
        var goOn = JobHttp.Source();
        _probe.Run = async (_, _) =>
        {
            await goOn.Task;
            return new ProbeResult(0);
        };
        return goOn;
    }

    private async Task JobHasLimitsAsync(TestServer server, int attempts, string timeLimit)
    {
        var fired = await Eventually.BecomesAsync(
            () =>
            {
                // The report of a declaration at the same moment changes the schedule, which then fires at the next check, within a second.
                _time.Advance(TimeSpan.FromSeconds(1));
                return server.Client.GetJsonAsync("/schedules/mine");
            },
            each => each.GetProperty("firings").GetArrayLength() == 1);
        var job = await server.Client.JobAsync(Text(fired.GetProperty("firings")[0], "job")!);
        (job.GetProperty("attempts").GetInt32(), Text(job, "timeLimit")).Should().Be((attempts, timeLimit));
        await server.Client.EndAsync(Text(job, "id")!);
    }

    private static async Task<JsonElement> PutAsync(TestServer server, string body)
    {
        using var response = await server.Client.PutAsync("/schedules/mine", new StringContent(body)).OrTimeout();
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static Task<HttpResponseMessage> RunAsync(TestServer server) =>
        server.Client.PostAsync("/schedules/mine/run", content: null).OrTimeout();

    private static async Task<JsonElement[]> FiringsAsync(TestServer server) =>
        [.. (await server.Client.GetJsonAsync("/schedules/mine")).GetProperty("firings").EnumerateArray()];

    private static Task<JsonElement[]> FiringsBecomeAsync(TestServer server, int count) =>
        Eventually.BecomesAsync(() => FiringsAsync(server), firings => firings.Length == count);

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
