using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Schedules;

[Trait("Category", "Slow")]
public sealed class ScheduleTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TemporaryFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_schedule_enqueues_a_job_each_time_it_is_due()
    {
        await using var server = await StartAsync();
        var schedule = await PutAsync(
            server, "hourly", """{"cron":"0 * * * *","type":"probe","arguments":{"number":4},"priority":7,"overlap":true}""");
        schedule.GetProperty("next").EnumerateArray().Select(next => next.GetDateTime()).Should()
            .Equal(Enumerable.Range(13, 5).Select(hour => new DateTime(2027, 3, 1, hour, 0, 0, DateTimeKind.Utc)));

        for (var fired = 1; fired <= 3; fired++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await JobsBecomeAsync(server, fired);
        }

        var job = (await server.Client.GetJsonAsync("/jobs?type=probe"))[0];
        job.GetProperty("origin").GetString().Should().Be("schedule:hourly");
        job.GetProperty("priority").GetInt32().Should().Be(7);
        (await server.Client.JobAsync(job.GetProperty("id").GetString()!)).GetProperty("arguments").GetProperty("number").GetInt32()
            .Should().Be(4);
        (await server.Client.GetJsonAsync("/schedules/hourly")).GetProperty("last").GetDateTime().Should()
            .Be(new DateTime(2027, 3, 1, 15, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public async Task A_cron_expression_may_have_seconds()
    {
        await using var server = await StartAsync();
        await PutAsync(server, "often", """{"cron":"*/10 * * * * *","type":"probe","overlap":true}""");
        _time.Advance(TimeSpan.FromSeconds(10));
        await JobsBecomeAsync(server, 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        await JobsBecomeAsync(server, 2);
    }

    [Fact]
    public async Task A_cron_expression_uses_its_time_zone_also_over_a_change_to_summer_time()
    {
        await using var server = await StartAsync();
        var schedule = await PutAsync(server, "morning", """{"cron":"30 6 27-29 3 *","zone":"Europe/Berlin","type":"probe"}""");
        schedule.GetProperty("next").EnumerateArray().Take(3).Select(next => next.GetDateTime().ToString("s")).Should()
            .Equal("2027-03-27T05:30:00", "2027-03-28T04:30:00", "2027-03-29T04:30:00");
    }

    [Theory]
    [InlineData("one", 1)]
    [InlineData("all", 5)]
    [InlineData("none", 0)]
    public async Task Due_times_missed_while_no_server_ran_are_handled_as_configured(string catchUp, int jobs)
    {
        await using (var server = await StartAsync())
            await PutAsync(server, "hourly", $$"""{"cron":"0 * * * *","type":"probe","catchUp":"{{catchUp}}","overlap":true}""");
        _time.Advance(TimeSpan.FromHours(5.5));
        await using (var server = await StartAsync())
        {
            await Eventually.BecomesAsync(() => NextAsync(server), next => next == new DateTime(2027, 3, 1, 18, 0, 0, DateTimeKind.Utc));
            await JobsBecomeAsync(server, jobs);
            _time.Advance(TimeSpan.FromMinutes(30));
            await JobsBecomeAsync(server, jobs + 1);
        }

        static async Task<DateTime> NextAsync(TestServer server) =>
            (await server.Get<IJobQueue>().ListSchedulesAsync(CancellationToken.None)).Single(each => each.Name == "hourly").Next!.Value;
    }

    [Fact]
    public async Task The_same_schedule_on_three_workers_fires_once()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        await using var c = await StartAsync();
        await PutAsync(a, "hourly", """{"cron":"0 * * * *","type":"probe","overlap":true}""");
        await PutAsync(a, "second", """{"cron":"0 * * * *","type":"ruled","overlap":true}""");
        for (var fired = 1; fired <= 5; fired++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await JobsBecomeAsync(b, fired);
            await JobsBecomeAsync(c, fired, "ruled");
        }

        // Workers that lost the race for the last due time have finished by now, since each was woken again.
        _time.Advance(TimeSpan.FromSeconds(2));
        await JobsBecomeAsync(b, 5);
        (await c.Client.GetJsonAsync("/jobs?type=probe")).GetArrayLength().Should().Be(5);
    }

    [Fact]
    public async Task A_paused_schedule_does_not_fire_until_it_is_resumed()
    {
        await using var server = await StartAsync();
        await PutAsync(server, "hourly", """{"cron":"0 * * * *","type":"probe"}""");
        (await PostAsync(server, "hourly/pause")).GetProperty("next").GetArrayLength().Should().Be(0);
        _time.Advance(TimeSpan.FromHours(3));
        await PutAsync(server, "other", """{"cron":"0 * * * *","type":"ruled"}""");
        var resumed = await PostAsync(server, "hourly/resume");
        resumed.GetProperty("paused").GetBoolean().Should().BeFalse();
        _time.Advance(TimeSpan.FromHours(1));
        await JobsBecomeAsync(server, 1, "ruled");
        await JobsBecomeAsync(server, 1);
    }

    [Fact]
    public async Task A_deleted_schedule_does_not_fire()
    {
        await using var server = await StartAsync();
        await PutAsync(server, "hourly", """{"cron":"0 * * * *","type":"probe"}""");
        await PutAsync(server, "other", """{"cron":"0 * * * *","type":"ruled"}""");
        using var deleted = await server.Client.DeleteAsync("/schedules/hourly").OrTimeout();
        deleted.StatusCode.Should().Be(HttpStatusCode.NoContent);
        _time.Advance(TimeSpan.FromHours(1));
        await JobsBecomeAsync(server, 1, "ruled");
        (await server.Client.GetJsonAsync("/jobs?type=probe")).GetArrayLength().Should().Be(0);
        using var again = await server.Client.DeleteAsync("/schedules/hourly").OrTimeout();
        await again.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"cron":"61 * * * *","type":"probe"}""", "cron line")]
    [InlineData("""{"cron":"often","type":"probe"}""", "cron line")]
    [InlineData("""{"cron":"0 * * * *","type":"probe","zone":"Middle/Earth"}""", "Europe/Berlin")]
    [InlineData("""{"cron":"0 * * * *","type":"unheard-of"}""", "use one of")]
    [InlineData("""{"cron":"0 * * * *","type":"probe","arguments":{"number":1000}}""", "between 0 and 100")]
    [InlineData("""{"cron":"0 * * * *","type":"probe","catchUp":"some"}""", "is not a valid schedule")]
    [InlineData("""{"cron":"0 * * * *","type":"probe","priority":11}""", "give 0 to 9")]
    [InlineData("""{"cron":"0 * * * *","type":"probe","attempts":0}""", "give 1 to 100")]
    [InlineData("""{"cron":"0 * * * *","type":"probe","timeLimit":"8d"}""", "up to 7 days")]
    [InlineData("""{"cron":"0 * * * *","type":"probe","timeLimit":"soon"}""", "'timeLimit' is not valid")]
    [InlineData("""{"type":"probe"}""", "cron")]
    [InlineData("never", "is not a valid schedule")]
    public async Task An_invalid_schedule_is_refused_with_a_sentence(string body, string says)
    {
        await using var server = await StartAsync();
        using var response = await SendAsync(server, "x", body);
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says);
    }

    [Fact]
    public async Task The_nightly_retention_is_a_schedule_and_its_changes_are_kept()
    {
        await using (var server = await StartAsync())
        {
            (await server.Client.GetJsonAsync("/schedules")).EnumerateArray().Single().GetProperty("name").GetString().Should()
                .Be("retention");
            (await server.Client.GetJsonAsync("/schedules/retention")).GetProperty("next")[0].GetDateTime().Should()
                .Be(new DateTime(2027, 3, 2, 0, 0, 0, DateTimeKind.Utc));
            await PostAsync(server, "retention/pause");
        }

        await using (var server = await StartAsync())
        {
            (await server.Client.GetJsonAsync("/schedules/retention")).GetProperty("paused").GetBoolean().Should().BeTrue();
            await PostAsync(server, "retention/resume");
            _time.Advance(TimeSpan.FromHours(12));
            await JobsBecomeAsync(server, 1, "retention");
            await server.Client.EndAsync((await server.Client.GetJsonAsync("/jobs?type=retention"))[0].GetProperty("id").GetString()!);
        }
    }

    private Task<TestServer> StartAsync() => TestServer.StartAsync(
        builder =>
        {
            _probe.Configure(builder);
            builder.Services.AddSingleton<TimeProvider>(_time);
        },
        _folder);

    private static Task<HttpResponseMessage> SendAsync(TestServer server, string name, string body) =>
        server.Client.PutAsync($"/schedules/{name}", new StringContent(body)).OrTimeout();

    private static async Task<JsonElement> PutAsync(TestServer server, string name, string body)
    {
        using var response = await SendAsync(server, name, body);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<JsonElement> PostAsync(TestServer server, string path)
    {
        using var response = await server.Client.PostAsync($"/schedules/{path}", content: null).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    private static Task<int> JobsBecomeAsync(TestServer server, int count, string type = "probe") =>
        Eventually.BecomesAsync(async () => (await server.Client.GetJsonAsync($"/jobs?type={type}")).GetArrayLength(), now => now == count);
}
