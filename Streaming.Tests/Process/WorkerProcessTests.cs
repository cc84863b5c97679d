using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Process;

/// <summary>Tests workers in separate processes, and the jobs of workers that are killed.</summary>
[Trait("Category", "Slow")]
public sealed class WorkerProcessTests : IDisposable
{
    private const int Workers = 3;
    private const int Kills = 12;
    private const int Jobs = 2_000;
    private const int Seed = 20_270_301;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_thousand_jobs_end_once_although_three_workers_are_killed_twelve_times()
    {
        string[] settings = ["--Jobs:Lease", "00:00:01", "--Jobs:Attempts", "50", "--Jobs:Backoff", "00:00:00.010"];
        await using var server = await ServerProcess.StartAsync(
            _folder, ["--Jobs:Concurrency", "0", "--Samples:Ticker", "false", .. settings]);
        var workers = new List<WorkerProcess>();
        for (var i = 0; i < Workers; i++)
            workers.Add(await WorkerProcess.StartAsync(_folder, [.. settings, "--concurrency", "20"]));
        var random = new Random(Seed);
        var ids = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            // The worker is killed while it runs some of these jobs.
            var enqueuing = Enumerable.Range(ids.Count, Jobs / Kills).Select(i => EnqueueAsync(server, i)).ToList();
            await enqueuing[random.Next(enqueuing.Count)].OrTimeout();
            var victim = random.Next(Workers);
            await workers[victim].KillAsync();
            await workers[victim].DisposeAsync();
            workers[victim] = await WorkerProcess.StartAsync(_folder, [.. settings, "--concurrency", "20"]);
            ids.AddRange(await Task.WhenAll(enqueuing).OrTimeout());
        }

        ids.AddRange(await Task.WhenAll(Enumerable.Range(ids.Count, Jobs - ids.Count).Select(i => EnqueueAsync(server, i))).OrTimeout());

        foreach (var id in ids)
            (await server.Client.EndAsync(id)).Count(type => type is "succeeded" or "failed" or "cancelled").Should().Be(1);
        (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray()
            .Select(message => message.GetProperty("data").GetString())
            .Should().BeEquivalentTo(Enumerable.Range(0, Jobs).Select(i => $"m{i}"), "a job that ran twice has published once");
        foreach (var worker in workers)
            await worker.DisposeAsync();
    }

    [Fact]
    public async Task SIGTERM_returns_a_running_job_to_the_queue_at_once()
    {
        // Without the return to the queue, no other worker could claim the job for an hour.
        string[] settings = ["--Jobs:Lease", "01:00:00", "--Samples:Jobs", "true"];
        await using var server = await ServerProcess.StartAsync(_folder, ["--Jobs:Concurrency", "0", .. settings]);
        await using var first = await WorkerProcess.StartAsync(_folder, settings);
        var id = await server.Client.EnqueueAsync("countdown", """{"seconds":3000}""");
        await using var events = await EventStream.OpenAsync(server.Client, $"/jobs/{id}/events");
        while ((await events.NextAsync())!.Type != "started")
        {
        }

        await using var second = await WorkerProcess.StartAsync(_folder, settings);
        (await first.TerminateAsync()).Should().Be(0, first.Output);

        EventStream.Event? next;
        while ((next = await events.NextAsync())!.Type == "progress")
        {
        }

        next.Type.Should().Be("retrying");
        next.Data.Should().Contain("returned the job to the queue");
        (await events.NextAsync())!.Type.Should().Be("started");
        first.Output.Should().NotContain("fail:").And.NotContain("crit:");
        using var cancelled = await server.Client.DeleteAsync($"/jobs/{id}").OrTimeout();
        while (await events.NextAsync() is { } last)
            next = last;
        next.Type.Should().Be("cancelled");
    }

    [Fact]
    public async Task A_job_of_a_killed_server_runs_again_after_the_next_start_and_ends_once()
    {
        string[] settings = ["--Jobs:Lease", "00:00:03", "--Samples:Jobs", "true"];
        string interrupted, cancelled;
        await using (var killed = await ServerProcess.StartAsync(_folder, settings))
        {
            interrupted = await killed.Client.EnqueueAsync("countdown", """{"seconds":3}""");
            cancelled = await killed.Client.EnqueueAsync("countdown", """{"seconds":3000}""");
            await killed.Client.StateBecomesAsync(interrupted, "running");
            await killed.Client.StateBecomesAsync(cancelled, "running");
            await killed.KillAsync();
        }

        await using var server = await ServerProcess.StartAsync(_folder, settings);
        // The job may have been claimed again already.
        using var response = await server.Client.DeleteAsync($"/jobs/{cancelled}").OrTimeout();
        (await LifeAsync(interrupted)).Should().StartWith(["queued", "started", "retrying", "started"]).And.EndWith("succeeded");
        (await LifeAsync(cancelled)).Should().StartWith(["queued", "started"]).And.EndWith("cancelled");

        async Task<List<string>> LifeAsync(string id)
        {
            var types = (await server.Client.EndAsync(id)).Where(type => type != "progress").ToList();
            types.Count(type => type is "succeeded" or "failed" or "cancelled").Should().Be(1);
            return types;
        }
    }

    [Fact]
    public async Task A_worker_with_a_wrong_option_reports_it_and_exits()
    {
        var (exitCode, output) = await WorkerProcess.RunAsync(_folder, "--priorities", "9-5");
        exitCode.Should().NotBe(0);
        output.Should().Contain("The worker does not start.").And.Contain("Jobs:Priorities is '9-5'");
    }

    private static Task<string> EnqueueAsync(ServerProcess server, int number) =>
        server.Client.EnqueueAsync("publish", $$$"""{"topic":"news","messages":[{"data":"m{{{number}}}"}]}""");
}
