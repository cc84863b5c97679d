using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Jobs.Schedules;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Schedules;

/// <summary>Tests schedules that are declared in code, over starts of several versions of the code on the same store.</summary>
public sealed class DeclarationTests : IDisposable
{
    private const string Hourly = "0 * * * *";
    private const string Nightly = "0 3 * * *";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TemporaryFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_changed_declaration_takes_effect_and_is_logged()
    {
        await using (var server = await StartAsync(Hourly))
            (await GetAsync(server)).GetProperty("source").GetString().Should().Be("code");
        await using (var server = await StartAsync(Nightly))
        {
            (await GetAsync(server)).GetProperty("cron").GetString().Should().Be(Nightly);
            server.Logs.Entries.Should()
                .Contain(entry => entry.Text.StartsWith(
                "Changed schedule mine, since its declaration in code has changed", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_schedule_removed_from_code_does_not_fire_and_is_shown_as_removed()
    {
        await using (await StartAsync(Hourly))
        {
        }

        await using var server = await StartAsync(cron: null);
        var removed = await GetAsync(server);
        (removed.GetProperty("source").GetString(), removed.GetProperty("next").GetArrayLength()).Should().Be(("removed", 0));
        await PutAsync(server, "other", """{"cron":"0 * * * *","type":"ruled"}""");
        _time.Advance(TimeSpan.FromHours(1));
        await Eventually.BecomesAsync(() => server.Client.GetJsonAsync("/jobs?type=ruled"), jobs => jobs.GetArrayLength() == 1);
        (await server.Client.GetJsonAsync("/jobs?type=probe")).GetArrayLength().Should().Be(0);

        (await PutAsync(server, "mine", """{"cron":"0 * * * *","type":"probe"}""")).GetProperty("source").GetString().Should().Be("http");
        _time.Advance(TimeSpan.FromHours(1));
        await Eventually.BecomesAsync(() => server.Client.GetJsonAsync("/jobs?type=probe"), jobs => jobs.GetArrayLength() == 1);
    }

    [Fact]
    public async Task A_change_over_HTTP_remains_until_the_declaration_changes()
    {
        await using (var server = await StartAsync(Hourly))
            (await PutAsync(server, "mine", """{"cron":"5 5 * * *","type":"probe","paused":true}""")).GetProperty("source").GetString()
                .Should().Be("code");
        await using (var server = await StartAsync(Hourly))
            (await GetAsync(server)).GetProperty("cron").GetString().Should().Be("5 5 * * *");
        await using (var server = await StartAsync(Nightly))
        {
            (await GetAsync(server)).GetProperty("cron").GetString().Should().Be(Nightly);
            (await GetAsync(server)).GetProperty("paused").GetBoolean().Should().BeTrue("the declaration in code does not set this value");
        }
    }

    [Fact]
    public async Task An_older_declaration_applies_only_after_the_newer_process_has_ended()
    {
        await using var older = await StartAsync(Hourly);
        await using (var newer = await StartAsync(Nightly))
        {
            await using var again = await StartAsync(Hourly);
            again.Logs.Entries.Should()
                .Contain(entry => entry.Text.StartsWith("Postponed the declaration of schedule mine", StringComparison.Ordinal));
            (await GetAsync(again)).GetProperty("cron").GetString().Should().Be(Nightly);
        }

        // A newer version of the code was deployed and then removed.
        _time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.BecomesAsync(() => GetAsync(older), schedule => schedule.GetProperty("cron").GetString() == Hourly);
    }

    [Theory]
    [InlineData("unknown", "The job type is not known")]
    [InlineData("email", "'to', 'subject', 'text' must be given")]
    public async Task A_declaration_with_an_unknown_type_or_wrong_arguments_prevents_the_start(string type, string problem)
    {
        Func<Task> start = () => TestServer.StartAsync(builder => builder.Services.AddSchedule("mine", Hourly, type), _folder);

        (await start.Should().ThrowAsync<StartException>())
            .WithMessage($"The schedule 'mine' that the code declares is not valid.*{problem}*");
    }

    private Task<TestServer> StartAsync(string? cron) => TestServer.StartAsync(
        builder =>
        {
            _probe.Configure(builder);
            builder.Services.AddSingleton<TimeProvider>(_time);
            if (cron is not null)
                builder.Services.AddSchedule("mine", cron, "probe");
        },
        _folder);

    private static Task<JsonElement> GetAsync(TestServer server) => server.Client.GetJsonAsync("/schedules/mine");

    private static async Task<JsonElement> PutAsync(TestServer server, string name, string body)
    {
        using var response = await server.Client.PutAsync($"/schedules/{name}", new StringContent(body)).OrTimeout();
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
