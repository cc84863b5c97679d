using System.Net;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Pauses of job types over HTTP and in code, with two processes on one store.</summary>
[Trait("Category", "Slow")]
public sealed class JobPauseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_paused_type_waits_in_all_processes_and_after_a_restart_until_it_is_resumed()
    {
        await using var first = await _probe.StartAsync(_folder);
        string id;
        await using (var second = await _probe.StartAsync(_folder))
        {
            (await PostAsync(first, "/jobs/types/probe/pause")).GetProperty("types").EnumerateArray().Select(type => type.GetString())
                .Should().Equal("probe");
            id = await second.Client.EnqueueAsync();
            (await second.Client.EndAsync(await second.Client.EnqueueAsync("ruled"))).Should().EndWith("succeeded", "other types run");
            (await second.Client.JobAsync(id)).GetProperty("state").GetString().Should().Be("queued");
            (await second.Client.JobAsync(id)).GetProperty("problem").GetString().Should().StartWith("Type probe is paused");
            (await second.Client.GetJsonAsync("/jobs?state=queued"))[0].GetProperty("problem").GetString().Should()
                .StartWith("Type probe is paused");
        }

        await using var restarted = await _probe.StartAsync(_folder, ("Jobs:Concurrency", "0"));
        (await restarted.Client.GetJsonAsync("/jobs/pauses")).GetProperty("types").GetArrayLength().Should().Be(1);
        (await PostAsync(restarted, "/jobs/types/probe/resume")).GetProperty("types").GetArrayLength().Should().Be(0);

        // The process that resumes the type runs no jobs: the first process learns of the resumption from the store.
        (await first.Client.EndAsync(id)).Should().EndWith("succeeded");
        (await first.Client.JobAsync(id)).TryGetProperty("problem", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Only_urgent_jobs_start_while_all_others_are_paused()
    {
        await using var server = await _probe.StartAsync();
        (await PostAsync(server, "/jobs/pause?lowest=8")).GetProperty("lowestPriority").GetInt32().Should().Be(8);
        var calm = await server.Client.EnqueueAsync(more: ""","priority":7""");
        (await server.Client.EndAsync(await server.Client.EnqueueAsync(more: ""","priority":8"""))).Should().EndWith("succeeded");

        var waiting = await server.Client.JobAsync(calm);
        waiting.GetProperty("state").GetString().Should().Be("queued");
        waiting.GetProperty("problem").GetString().Should().StartWith("Jobs with a priority below 8 are paused");
        (await PostAsync(server, "/jobs/resume")).GetProperty("lowestPriority").ValueKind.Should().Be(JsonValueKind.Null);

        (await server.Client.EndAsync(calm)).Should().EndWith("succeeded");
    }

    [Fact]
    public async Task Application_code_pauses_and_resumes_jobs()
    {
        await using var server = await _probe.StartAsync();
        var jobs = server.Get<JobClient>();
        (await jobs.PauseTypeAsync("probe").OrTimeout()).Types.Should().Equal("probe");
        (await jobs.PauseAsync().OrTimeout()).LowestPriority.Should().Be(9);
        var id = (await jobs.EnqueueAsync("probe", new ProbeArguments()).OrTimeout()).Id.Value;
        (await jobs.ResumeTypeAsync("probe").OrTimeout()).Types.Should().BeEmpty();
        (await server.Client.JobAsync(id)).GetProperty("state").GetString().Should().Be("queued");
        await jobs.ResumeAsync().OrTimeout();
        (await jobs.GetPausesAsync().OrTimeout()).LowestPriority.Should().BeNull();
        (await server.Client.EndAsync(id)).Should().EndWith("succeeded");
        var unknown = () => jobs.PauseTypeAsync("unheard-of");
        await unknown.Should().ThrowAsync<RefusalException>();
        var outside = () => jobs.PauseAsync(10);
        (await outside.Should().ThrowAsync<RefusalException>()).WithMessage("*give 1 to 9*");
    }

    [Theory]
    [InlineData("/jobs/types/unheard-of/pause", "use one of")]
    [InlineData("/jobs/types/unheard-of/resume", "use one of")]
    [InlineData("/jobs/pause?lowest=10", "from 1 to 9")]
    [InlineData("/jobs/pause?lowest=high", "from 1 to 9")]
    public async Task An_invalid_pause_is_refused(string path, string says)
    {
        await using var server = await _probe.StartAsync();
        using var response = await server.Client.PostAsync(path, string.Empty, "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says);
    }

    [Fact]
    public async Task Pauses_are_for_administrators_and_stand_in_the_audit_trail()
    {
        await using var server = await Tokens.StartServerAsync(_probe.Configure);
        foreach (var (method, path) in ((HttpMethod, string)[])[
            (HttpMethod.Get, "/jobs/pauses"), (HttpMethod.Post, "/jobs/pause"), (HttpMethod.Post, "/jobs/resume"),
            (HttpMethod.Post, "/jobs/types/probe/pause"), (HttpMethod.Post, "/jobs/types/probe/resume")])
        {
            using var other = await server.Client.SendAsync(method, path, Tokens.For("ann", admin: ["job:*"])).OrTimeout();
            other.StatusCode.Should().Be(HttpStatusCode.Forbidden, path);
            using var own = await server.Client.SendAsync(method, path, Tokens.For("root", admin: ["*"])).OrTimeout();
            own.StatusCode.Should().Be(HttpStatusCode.OK, path);
        }

        await Eventually.BecomesAsync(
            async () =>
            {
                using var trail = await server.Client.SendAsync(
                    HttpMethod.Get, "/topics/audit:log/messages?format=json", Tokens.For(admin: ["*"])).OrTimeout();
                return await trail.Content.ReadAsStringAsync();
            },
            trail => trail.Contains("Jobs of type probe were paused", StringComparison.Ordinal)
                && trail.Contains("Jobs with a priority below 9 were paused", StringComparison.Ordinal)
                && trail.Contains("Jobs of all priorities were resumed", StringComparison.Ordinal)
                && trail.Contains("Jobs of type probe were resumed", StringComparison.Ordinal));
    }

    private static async Task<JsonElement> PostAsync(TestServer server, string path)
    {
        using var response = await server.Client.PostAsync(path, string.Empty, "application/json");
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
