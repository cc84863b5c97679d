using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;
using static Streaming.Tests.Jobs.JobHttp;

namespace Streaming.Tests.Jobs;

[Trait("Category", "Slow")]
public sealed class WorkerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_worker_that_lost_its_lease_cannot_end_the_job_of_another_worker()
    {
        // The clock of the first worker does not move, so the worker does not renew its lease.
        var stands = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var slow = new Probe();
        var (begun, goOn) = (Source(), Source());
        slow.Run = async (_, _) =>
        {
            begun.SetResult();
            await goOn.Task;
            return new ProbeResult(1);
        };
        await using var first = await TestServer.StartAsync(builder =>
        {
            slow.Configure(builder);
            builder.Services.AddSingleton<TimeProvider>(stands);
        }, _folder, ("Jobs:Lease", "00:00:00.500"));
        var id = await first.Client.EnqueueAsync();
        await begun.Task.OrTimeout();

        _probe.Run = (_, _) => Task.FromResult(new ProbeResult(2));
        // The second worker has a long lease, since it might lose a short one on a busy machine.
        await using var second = await _probe.StartAsync(_folder);
        await second.Client.EndAsync(id);
        goOn.SetResult();

        await Eventually.BecomesAsync(
            () => Task.FromResult(first.Logs.Entries.Count(entry => entry.Text.Contains("was discarded", StringComparison.Ordinal))),
            lost => lost == 1);
        (await second.Client.ResultAsync(id)).GetProperty("number").GetInt32().Should().Be(2);
        (await second.Client.EndAsync(id)).Should().Equal("queued", "started", "retrying", "started", "succeeded");
    }

    [Fact]
    public async Task Jobs_of_a_type_with_separate_slots_use_only_these_slots()
    {
        var (running, goOn) = (0, Source());
        _probe.Run = async (arguments, _) =>
        {
            if (arguments.Number == 1)
            {
                Interlocked.Increment(ref running);
                await goOn.Task;
            }

            return new ProbeResult(1);
        };
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "1"), ("Jobs:Places:probe", "2"));
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Add(await server.Client.EnqueueAsync("probe", """{"number":1}"""));
        await Eventually.BecomesAsync(() => Task.FromResult(Volatile.Read(ref running)), now => now == 2);

        (await server.Client.EndAsync(await server.Client.EnqueueAsync("ruled"))).Should().EndWith("succeeded");

        running.Should().Be(2, "the third job waits for a slot of its type");
        goOn.SetResult();
        foreach (var id in ids)
            (await server.Client.EndAsync(id)).Should().EndWith("succeeded");
    }

    [Fact]
    public async Task The_lease_of_a_long_job_is_renewed()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartAsync(builder =>
        {
            _probe.Configure(builder);
            builder.Services.AddSingleton<TimeProvider>(time);
        }, _folder);
        var (begun, goOn) = (Source(), Source());
        _probe.Run = async (_, _) =>
        {
            begun.SetResult();
            await goOn.Task;
            return new ProbeResult(0);
        };
        var id = await server.Client.EnqueueAsync();
        await begun.Task.OrTimeout();
        var queue = server.Get<IJobQueue>();
        // The handler runs for three leases; the clock moves in steps of a renewal.
        for (var step = 0; step < 9; step++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Eventually.BecomesAsync(
                async () => (await queue.FindAsync(new JobId(id), CancellationToken.None))!.Job.Lease,
                lease => lease >= time.GetUtcNow().UtcDateTime + TimeSpan.FromSeconds(14));
        }

        goOn.SetResult();
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "succeeded");
    }

    [Fact]
    public async Task A_worker_notices_a_cancellation_in_the_result_of_its_own_progress_report()
    {
        var (begun, goOn) = (Source(), Source());
        _probe.Run = async (_, job) =>
        {
            begun.SetResult();
            await goOn.Task;
            job.ReportProgress(0.5, "half");
            await job.Cancellation.UntilCancelledAsync();
            return new ProbeResult(0);
        };
        // No renewal of the lease is due before the end of the test, so the worker cannot notice the cancellation by a renewal.
        await using var server = await _probe.StartAsync(_folder, ("Jobs:Lease", "01:00:00"));
        var id = await server.Client.EnqueueAsync();
        await begun.Task.OrTimeout();

        // The cancellation is written as by another process, so the worker in this process receives no notification.
        await server.Get<IJobQueue>()
            .WriteAsync(new JobBatch(TimeProvider.System.GetUtcNow().UtcDateTime, [new CancelJob(new JobId(id))], Claim: null),
            CancellationToken.None);
        goOn.SetResult();

        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "cancelling", "progress", "cancelled");
    }

    [Fact]
    public async Task A_stopping_worker_returns_its_jobs_and_another_worker_continues()
    {
        var begun = Source();
        _probe.Run = async (_, job) =>
        {
            begun.SetResult();
            await job.Cancellation.UntilCancelledAsync();
            return new ProbeResult(0);
        };
        var first = await _probe.StartAsync(_folder);
        var id = await first.Client.EnqueueAsync(more: ""","attempts":1""");
        await begun.Task.OrTimeout();
        var next = new Probe { Run = (_, job) => Task.FromResult(new ProbeResult(job.Attempt)) };
        await using var second = await next.StartAsync(_folder);

        await first.DisposeAsync();

        (await second.Client.EndAsync(id)).Should().Equal("queued", "started", "retrying", "started", "succeeded");
        (await second.Client.ResultAsync(id)).GetProperty("number").GetInt32().Should()
            .Be(1, "an attempt that was handed back does not count");
    }

    [Fact]
    public async Task A_handler_that_ignores_its_cancellation_does_not_delay_the_stop()
    {
        var (begun, never) = (Source(), Source());
        _probe.Run = async (_, _) =>
        {
            begun.TrySetResult();
            await never.Task;
            return new ProbeResult(0);
        };
        var first = await _probe.StartAsync(_folder, ("Jobs:HandBackTime", "00:00:00.010"));
        var id = await first.Client.EnqueueAsync();
        await begun.Task.OrTimeout();
        await first.DisposeAsync();
        await using var second = await new Probe().StartAsync(_folder);
        (await second.Client.EndAsync(id)).Should().EndWith("succeeded");
        never.SetResult();
    }

    [Fact]
    public async Task A_job_enqueued_before_a_restart_runs_after_it()
    {
        string id;
        await using (var first = await _probe.StartAsync(_folder, ("Jobs:Concurrency", "0")))
            id = await first.Client.EnqueueAsync(arguments: """{"number":5}""");
        await using var second = await _probe.StartAsync(_folder);
        await second.Client.EndAsync(id);
        (await second.Client.ResultAsync(id)).GetProperty("number").GetInt32().Should().Be(5);
    }

    [Fact]
    public async Task A_job_without_a_handler_waits_is_reported_and_runs_in_a_process_with_one()
    {
        await using var front = await _probe.StartAsync(_folder, ("Jobs:Concurrency", "0"));
        var id = await front.Client.EnqueueAsync();
        await using var without = await TestServer.StartAsync(configure: null, _folder);
        await Eventually.BecomesAsync(
            () => Task.FromResult(without.Logs.Entries.Count(entry => entry.Text.Contains("type 'probe'", StringComparison.Ordinal))),
            times => times == 1);
        foreach (var server in (TestServer[])[without, front])
            (await server.Client.JobAsync(id)).GetProperty("problem").GetString().Should().Contain("No worker takes jobs of type 'probe'");
        using var other = await without.Client.PostAsync("/jobs", """{"type":"retention"}""", "application/json");
        await without.Client.EndAsync(
            (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<System.Text.Json.JsonElement>(other.Content))
            .GetProperty("id").GetString()!);

        await using var with = await _probe.StartAsync(_folder);
        (await without.Client.EndAsync(id)).Should().EndWith("succeeded");
    }

    [Fact]
    public async Task Workers_run_their_configured_priorities()
    {
        await using var low = await _probe.StartAsync(_folder, ("Jobs:Priorities", "0-4"));
        var urgent = await low.Client.EnqueueAsync(more: ""","priority":9""");
        var calm = await low.Client.EnqueueAsync(more: ""","priority":4""");
        await low.Client.EndAsync(calm);
        (await low.Client.JobAsync(urgent)).GetProperty("state").GetString().Should().Be("queued");
        await using var high = await new Probe().StartAsync(_folder, ("Jobs:Priorities", "5-9"));
        (await low.Client.EndAsync(urgent)).Should().EndWith("succeeded");
    }

    [Fact]
    public async Task Blocking_handlers_run_on_a_few_dedicated_threads()
    {
        await using var server = await _probe.StartAsync(("Jobs:BlockingThreads", "2"));
        var (names, running, most) = (new ConcurrentBag<string?>(), 0, 0);
        _probe.Run = (_, _) =>
        {
            names.Add(Thread.CurrentThread.Name);
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            Thread.SpinWait(200_000);
            Interlocked.Decrement(ref running);
            return Task.FromResult(new ProbeResult(0));
        };
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.Client.EnqueueAsync("heavy")));
        await Task.WhenAll(ids.Select(id => server.Client.EndAsync(id)));
        names.Should().HaveCount(10).And.OnlyContain(name => name!.StartsWith("Blocking job", StringComparison.Ordinal));
        most.Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Blocking_jobs_delay_no_other_jobs()
    {
        await using var server = await _probe.StartAsync(("Jobs:BlockingThreads", "1"), ("Jobs:Concurrency", "1"));
        using var goOn = new ManualResetEventSlim();
        _probe.Run = (arguments, _) =>
        {
            if (arguments.Number == 1)
                goOn.Wait(TestTimeout.Limit);
            return Task.FromResult(new ProbeResult(0));
        };
        var heavy = new List<string>();
        for (var i = 0; i < 5; i++)
            heavy.Add(await server.Client.EnqueueAsync("heavy", """{"number":1}""", ""","priority":9"""));
        for (var i = 0; i < 5; i++)
            (await server.Client.EndAsync(await server.Client.EnqueueAsync())).Should().EndWith("succeeded");
        goOn.Set();
        await Task.WhenAll(heavy.Select(id => server.Client.EndAsync(id)));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen
            && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = Volatile.Read(ref most))
        {
        }
    }
}
