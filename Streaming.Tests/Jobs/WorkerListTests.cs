using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests the list of workers over HTTP, and the reports about job types that no worker takes.</summary>
[Trait("Category", "Slow")]
public sealed class WorkerListTests : IDisposable
{
    private static readonly (string, string) s_noWorker = ("Jobs:Concurrency", "0");

    private readonly TemporaryFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_process_lists_the_workers_of_all_processes_on_the_store_with_their_types_slots_and_running_jobs()
    {
        var (begun, goOn) = (JobHttp.Source(), JobHttp.Source());
        _probe.Run = async (_, _) =>
        {
            begun.SetResult();
            await goOn.Task;
            return new ProbeResult(0);
        };
        await using var first = await _probe.StartAsync(
            _folder, ("Cluster:Name", "first"), ("Jobs:Concurrency", "7"), ("Jobs:Places:probe", "3"));
        await using var second = await TestServer.StartAsync(
            configure: null, _folder, ("Cluster:Name", "second"), ("Jobs:Priorities", "5-9"));
        await using var third = await _probe.StartAsync(_folder, ("Cluster:Name", "third"), s_noWorker);
        var id = await first.Client.EnqueueAsync();
        await begun.Task.OrTimeout();

        var workers = await ListAsync(second);

        workers.Select(worker => worker.GetProperty("node").GetString()).Should().Equal("first", "second");
        workers.Select(worker => worker.GetProperty("current").GetBoolean()).Should().Equal(false, true);
        workers.Select(worker => worker.GetProperty("priorities").GetString()).Should().Equal("0-9", "5-9");
        workers.Select(worker => worker.GetProperty("process").GetInt32()).Should().AllBeEquivalentTo(Environment.ProcessId);
        workers.Select(worker => Types(worker).Contains("probe", StringComparer.Ordinal)).Should().Equal(true, false);
        SlotsOf(workers[0], "probe").Should().Be(3);
        SlotsOf(workers[0], "ruled").Should().Be(7);
        var job = workers[0].GetProperty("jobs").EnumerateArray().Single();
        (job.GetProperty("id").GetString(), job.GetProperty("type").GetString()).Should().Be((id, "probe"));
        workers[1].GetProperty("jobs").GetArrayLength().Should().Be(0);
        workers[0].GetProperty("name").GetString().Should()
            .Be((await third.Client.JobAsync(id)).GetProperty("worker").GetString());
        goOn.SetResult();
        await first.Client.EndAsync(id);
    }

    [Fact]
    public async Task A_worker_that_stops_is_not_listed_any_more()
    {
        await using var first = await _probe.StartAsync(_folder, ("Cluster:Name", "first"));
        await using var second = await _probe.StartAsync(_folder, ("Cluster:Name", "second"));
        (await ListAsync(second)).Should().HaveCount(2);

        await first.StopAsync();

        (await ListAsync(second)).Single().GetProperty("node").GetString().Should().Be("second");
    }

    [Fact]
    public async Task A_worker_without_heartbeats_is_not_listed_after_30_seconds()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var stands = new FakeTimeProvider(clock.GetUtcNow());
        await using var dead = await StartAsync("dead", stands);
        await using var alive = await StartAsync("alive", clock);
        for (var heartbeat = 1; heartbeat <= 3; heartbeat++)
        {
            (await ListAsync(alive)).Should().HaveCount(2);
            clock.Advance(TimeSpan.FromSeconds(10));
            await Eventually.BecomesAsync(
                async () => (await ListAsync(alive)).Single(worker => worker.GetProperty("current").GetBoolean())
                    .GetProperty("lastHeartbeat").GetDateTime(),
                last => last == clock.GetUtcNow().UtcDateTime);
        }

        clock.Advance(TimeSpan.FromSeconds(1));

        (await ListAsync(alive)).Single().GetProperty("node").GetString().Should().Be("alive");

        Task<TestServer> StartAsync(string name, TimeProvider time) => TestServer.StartAsync(
            builder => builder.Services.AddSingleton(time), _folder, ("Cluster:Name", name), TestStore.Sqlite);
    }

    [Fact]
    public async Task A_server_in_memory_lists_its_own_worker()
    {
        await using var server = await _probe.StartAsync(("Storage:Provider", "memory"));
        var worker = (await ListAsync(server)).Single();
        worker.GetProperty("current").GetBoolean().Should().BeTrue();
        Types(worker).Should().Contain("probe").And.BeInAscendingOrder(StringComparer.Ordinal);

        await using var without = await _probe.StartAsync(("Storage:Provider", "memory"), s_noWorker);
        (await ListAsync(without)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_type_that_no_worker_takes_is_the_problem_of_its_jobs_and_degrades_the_health_until_a_worker_takes_it()
    {
        await using var front = await _probe.StartAsync(_folder, s_noWorker);
        await using var other = await TestServer.StartAsync(configure: null, _folder);
        var id = await front.Client.EnqueueAsync();

        foreach (var server in (TestServer[])[front, other])
        {
            (await ProblemAsync(server, id)).Should().Be(
                "No worker takes jobs of type 'probe'; start a worker that has a handler for this type.");
            (await server.Client.GetJsonAsync("/jobs?type=probe"))[0].GetProperty("problem").GetString().Should().StartWith("No worker");
            await Eventually.BecomesAsync(() => ReadyAsync(server), ready => ready.StartsWith("OK Degraded", StringComparison.Ordinal)
                && ready.Contains("workers: Due jobs wait that no worker takes, of 1 type(s): probe;", StringComparison.Ordinal));
        }

        await using var worker = await _probe.StartAsync(_folder);
        (await front.Client.EndAsync(id)).Should().EndWith("succeeded");
        foreach (var server in (TestServer[])[front, other])
            await Eventually.BecomesAsync(() => ReadyAsync(server), ready => ready == "OK Healthy");
    }

    [Fact]
    public async Task A_job_that_waits_for_another_process_has_no_problem_while_a_worker_there_takes_its_type()
    {
        _probe.Run = async (_, job) =>
        {
            await job.Cancellation.UntilCancelledAsync();
            return new ProbeResult(0);
        };
        await using var worker = await _probe.StartAsync(_folder, ("Jobs:Concurrency", "1"), ("Jobs:Priorities", "5-9"));
        await using var front = await _probe.StartAsync(_folder, s_noWorker);
        await front.Client.StateBecomesAsync(await front.Client.EnqueueAsync(), "running");

        var waiting = await front.Client.EnqueueAsync();
        var low = await front.Client.EnqueueAsync(more: ""","priority":3""");

        (await ProblemAsync(front, waiting)).Should().BeNull();
        foreach (var server in (TestServer[])[front, worker])
            (await ProblemAsync(server, low)).Should().StartWith("No worker takes jobs of type 'probe' with priority 3;");
    }

    private static async Task<JsonElement[]> ListAsync(TestServer server) =>
        [.. (await server.Client.GetJsonAsync("/workers")).EnumerateArray()];

    private static IEnumerable<string> Types(JsonElement worker) =>
        worker.GetProperty("types").EnumerateArray().Select(type => type.GetString()!);

    private static int SlotsOf(JsonElement worker, string type) =>
        worker.GetProperty("slots").EnumerateArray().Single(slots => Types(slots).Contains(type, StringComparer.Ordinal))
            .GetProperty("count").GetInt32();

    private static async Task<string?> ProblemAsync(TestServer server, string id) =>
        (await server.Client.JobAsync(id)).TryGetProperty("problem", out var problem) ? problem.GetString() : null;

    private static async Task<string> ReadyAsync(TestServer server)
    {
        using var response = await server.Client.GetAsync("/health/ready").OrTimeout();
        var text = await response.Content.ReadAsStringAsync().OrTimeout();
        return response.StatusCode == HttpStatusCode.OK ? $"OK {text}" : text;
    }
}
