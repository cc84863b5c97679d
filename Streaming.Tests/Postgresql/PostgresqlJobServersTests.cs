using System.Net;
using System.Net.Http.Headers;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Servers that share a database: a job that one enqueues runs on another.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlJobServersTests : TestsWithPostgres
{
    private static readonly (string, string) s_noWorker = ("Jobs:Concurrency", "0");

    [PostgresFact]
    public async Task A_job_that_one_server_enqueues_runs_on_another_and_its_events_and_result_are_on_both()
    {
        var probe = new Probe();
        await using var enqueuing = await probe.StartAsync([s_noWorker, .. Database.Settings]);
        await using var running = await probe.StartAsync(Database.Settings);

        var id = await enqueuing.Client.EnqueueAsync("probe", """{"number":7}""");

        (await enqueuing.Client.EndAsync(id)).Should().Equal("queued", "started", "succeeded");
        (await running.Client.EndAsync(id)).Should().Equal("queued", "started", "succeeded");
        (await enqueuing.Client.ResultAsync(id)).GetProperty("number").GetInt32().Should().Be(7);
    }

    [PostgresFact]
    public async Task A_cancellation_on_one_server_stops_the_job_on_another()
    {
        var probe = new Probe
        {
            Run = async (_, job) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, job.Cancellation);
                return new ProbeResult(0);
            },
        };
        await using var enqueuing = await probe.StartAsync([s_noWorker, .. Database.Settings]);
        await using var running = await probe.StartAsync(Database.Settings);
        var id = await enqueuing.Client.EnqueueAsync();
        await enqueuing.Client.StateBecomesAsync(id, "running");

        using var response = await enqueuing.Client.DeleteAsync($"/jobs/{id}").OrTimeout();

        (await enqueuing.Client.EndAsync(id)).Should().Equal("queued", "started", "cancelling", "cancelled");
    }

    [PostgresFact]
    public async Task A_file_that_a_job_wrote_on_one_server_is_sent_by_another_and_deleted_with_the_job()
    {
        // More than one chunk.
        const int Messages = 40;
        var data = new string('x', 50_000);
        await using var enqueuing = await TestServer.StartAsync([s_noWorker, .. Database.Settings]);
        await using var running = await TestServer.StartAsync(Database.Settings);
        for (var i = 0; i < Messages; i++)
            await enqueuing.Client.PublishAsync("news", $"{i} {data}");

        var id = await enqueuing.Client.EnqueueAsync("export", """{"topics":"news","columns":["data"]}""");
        await enqueuing.Client.EndAsync(id);

        var whole = await enqueuing.Client.GetByteArrayAsync($"/jobs/{id}/result").OrTimeout();
        whole.Should().HaveCountGreaterThan(Messages * data.Length);
        (await running.Client.GetByteArrayAsync($"/jobs/{id}/result").OrTimeout()).Should().Equal(whole);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/jobs/{id}/result");
        // From one chunk into the next.
        request.Headers.Range = new RangeHeaderValue(1_000_000, 1_100_000);
        using var part = await enqueuing.Client.SendAsync(request).OrTimeout();
        part.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync().OrTimeout()).Should().Equal(whole[1_000_000..1_100_001]);

        var future = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1);
        (await enqueuing.Get<IJobQueue>().DeleteOldAsync(new JobCutoffs(future), future, CancellationToken.None).OrTimeout()).Should()
            .ContainSingle();
        await using var chunks = running.Get<PostgresqlDatabase>().Source.CreateCommand("SELECT count(*) FROM streaming.job_file_chunks");
        (await chunks.ExecuteScalarAsync().OrTimeout()).Should().Be(0L);
    }

    [PostgresFact]
    public async Task A_server_without_an_answer_of_the_announcement_finds_the_job_by_itself()
    {
        var probe = new Probe();
        await using var running = await probe.StartAsync(Database.Settings);
        // Written by a node that ended before it announced anything.
        await using var silent = PostgresNode.Create(Database.ConnectionString);
        await silent.Jobs.StartAsync(CancellationToken.None).OrTimeout();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var job = new Job
        {
            Id = JobId.New(now),
            Type = "probe",
            Created = now,
            Due = now,
            Attempts = 1,
            TimeLimit = TimeSpan.FromMinutes(1),
        };
        await silent.Jobs.WriteAsync(new JobBatch(now, [new EnqueueJob(job, "{}"u8.ToArray(), Key: null)]), CancellationToken.None);

        (await running.Client.EndAsync(job.Id.Value)).Should().EndWith("succeeded");
    }

    [PostgresFact]
    public async Task Jobs_of_a_server_that_is_killed_run_on_another_after_their_leases_and_end_once()
    {
        const int Jobs = 20;
        using var folder = new TemporaryFolder();
        string[] settings =
        [
            .. Database.Settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value }), "--Jobs:Lease", "00:00:02",
            "--Samples:Jobs", "true", "--Samples:Ticker", "false",
        ];
        await using var enqueuing = await ServerProcess.StartAsync(folder, ["--Jobs:Concurrency", "0", .. settings]);
        await using var killed = await ServerProcess.StartAsync(folder, settings);
        var ids = new List<string>();
        for (var i = 0; i < Jobs; i++)
            ids.Add(await enqueuing.Client.EnqueueAsync("countdown", """{"seconds":2}"""));
        var interrupted = await enqueuing.Client.EnqueueAsync("countdown", """{"seconds":8}""");
        ids.Add(interrupted);
        await enqueuing.Client.StateBecomesAsync(interrupted, "running");
        await killed.KillAsync();

        await using var other = await ServerProcess.StartAsync(folder, settings);

        foreach (var id in ids)
        {
            var types = (await enqueuing.Client.EndAsync(id)).Where(type => type != "progress").ToList();
            types.Count(type => type is "succeeded" or "failed" or "cancelled").Should().Be(1);
            types.Should().EndWith("succeeded");
        }

        (await enqueuing.Client.EndAsync(interrupted)).Should().Contain("retrying");
    }
}
