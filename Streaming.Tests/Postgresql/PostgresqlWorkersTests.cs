using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>The list of workers of all nodes on a database.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlWorkersTests : TestsWithPostgres
{
    private readonly Probe _probe = new();

    [PostgresFact]
    public async Task Each_node_lists_the_workers_of_all_nodes_with_their_running_jobs_until_they_stop()
    {
        _probe.Run = async (_, job) =>
        {
            await job.Cancellation.UntilCancelledAsync();
            return new ProbeResult(0);
        };
        await using var first = await _probe.StartAsync([("Cluster:Name", "first"), .. Database.Settings]);
        await using var second = await TestServer.StartAsync([("Cluster:Name", "second"), .. Database.Settings]);
        await using var front = await _probe.StartAsync([("Jobs:Concurrency", "0"), .. Database.Settings]);
        var id = await front.Client.EnqueueAsync();
        await front.Client.StateBecomesAsync(id, "running");

        var workers = await ListAsync(second);

        workers.Select(Node).Should().Equal("first", "second");
        workers.Select(worker => worker.GetProperty("current").GetBoolean()).Should().Equal(false, true);
        workers[0].GetProperty("jobs").EnumerateArray().Single().GetProperty("id").GetString().Should().Be(id);
        await first.StopAsync();
        (await ListAsync(front)).Select(Node).Should().Equal("second");
    }

    [PostgresFact]
    public async Task A_worker_without_heartbeats_is_not_listed_after_15_seconds()
    {
        await using var dead = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())), folder: null,
            [("Cluster:Name", "dead"), .. Database.Settings]);
        await using var alive = await TestServer.StartAsync([("Cluster:Name", "alive"), .. Database.Settings]);
        (await ListAsync(alive)).Should().HaveCount(2);

        await Database.RunAsync("UPDATE streaming.nodes SET heartbeat = heartbeat - interval '16 s' WHERE name = 'dead'");

        (await ListAsync(alive)).Select(Node).Should().Equal("alive");
    }

    [PostgresFact]
    public async Task While_a_node_of_an_older_version_runs_no_type_counts_as_one_that_no_worker_takes()
    {
        await using var front = await _probe.StartAsync([("Jobs:Concurrency", "0"), .. Database.Settings]);
        await using var older = await TestServer.StartAsync([("Cluster:Name", "older"), .. Database.Settings]);
        var id = await front.Client.EnqueueAsync();
        (await front.Client.JobAsync(id)).GetProperty("problem").GetString().Should().StartWith("No worker takes jobs of type 'probe'");

        await Database.RunAsync("UPDATE streaming.nodes SET worker = NULL WHERE name = 'older'");

        await Eventually.BecomesAsync(() => front.Client.JobAsync(id), job => !job.TryGetProperty("problem", out _));
    }

    private static async Task<JsonElement[]> ListAsync(TestServer server) =>
        [.. (await server.Client.GetJsonAsync("/workers")).EnumerateArray()];

    private static string? Node(JsonElement worker) => worker.GetProperty("node").GetString();
}
