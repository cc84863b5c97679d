// The handlers in these tests block on asynchronous work on purpose.
#pragma warning disable RS0030
using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Worker;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests handlers that block threads: they do not deadlock, and a handler that does not return is reported and replaced.</summary>
public sealed class BlockingHandlerTests
{
    private readonly Probe _probe = new();

    [Fact]
    public async Task A_blocking_handler_may_wait_for_asynchronous_work()
    {
        await using var server = await _probe.StartAsync(("Jobs:BlockingThreads", "1"));
        _probe.Run = (_, job) =>
        {
            job.PublishAsync("result", 1).GetAwaiter().GetResult();
            return Task.FromResult(new ProbeResult(OwnAsync(job).GetAwaiter().GetResult()));
        };

        var id = await server.Client.EnqueueAsync("heavy");

        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "result", "result", "succeeded");
    }

    [Fact]
    public async Task Nested_blocking_waits_do_not_deadlock_at_any_depth()
    {
        await using var server = await _probe.StartAsync(("Jobs:BlockingThreads", "1"));
        // The depth is larger than the number of threads.
        const int Depth = 50;
        _probe.Run = async (_, _) => new ProbeResult(await NestAsync(Depth));

        var id = await server.Client.EnqueueAsync("heavy");

        (await server.Client.EndAsync(id)).Should().EndWith("succeeded");
        (await server.Client.ResultAsync(id)).GetProperty("number").GetInt32().Should().Be(Depth);
    }

    [Fact]
    public async Task The_continuations_of_a_blocking_handler_do_not_run_on_the_thread_pool()
    {
        await using var server = await _probe.StartAsync(("Jobs:BlockingThreads", "1"));
        var threads = new ConcurrentQueue<(string? Name, bool IsPool)>();
        _probe.Run = async (_, job) =>
        {
            for (var i = 0; i < 3; i++)
            {
                threads.Enqueue((Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread));
                await job.PublishAsync("result", i);
                await Task.Yield();
            }

            threads.Enqueue((Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread));
            return new ProbeResult(0);
        };

        (await server.Client.EndAsync(await server.Client.EnqueueAsync("heavy"))).Should().EndWith("succeeded");

        threads.Should().HaveCount(4).And.OnlyContain(
            thread => !thread.IsPool && thread.Name!.StartsWith("Blocking job", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("heavy")]
    [InlineData("probe")]
    public async Task An_overdue_handler_is_reported_and_another_job_takes_its_slot(string type)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var never = new ManualResetEventSlim();
        var (begun, released) = (Source(), Source());
        _probe.Run = async (arguments, _) =>
        {
            if (arguments.Number == 0)
                return new ProbeResult(0);
            begun.SetResult();
            if (type == "heavy")
                never.Wait(TestTimeout.Limit);
            else
                await released.Task;
            return new ProbeResult(1);
        };
        await using var server = await TestServer.StartAsync(
            builder =>
            {
                _probe.Configure(builder);
                builder.Services.AddSingleton<TimeProvider>(time);
            },
            folder: null,
            // The clock moves faster than leases are renewed.
            ("Jobs:BlockingThreads", "1"), ("Jobs:Concurrency", "1"), ("Jobs:Lease", "01:00:00"));
        var stuck = await server.Client.EnqueueAsync(type, """{"number":1}""", ""","attempts":1,"timeLimit":"00:01:00" """);
        await begun.Task.OrTimeout();
        var next = await server.Client.EnqueueAsync(type);

        time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.BecomesAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(server.Logs.Entries);
            },
            entries => entries.Any(entry => entry.Level == LogLevel.Warning
                && entry.Text.Contains("has not returned", StringComparison.Ordinal)));

        (await server.Client.EndAsync(next)).Should().EndWith("succeeded");
        (await server.Client.EndAsync(stuck)).Should().EndWith("failed");
        var view = await server.Client.JobAsync(stuck);
        view.GetProperty("problem").GetString().Should().Contain("has not returned");
        view.GetProperty("errors")[0].GetProperty("message").GetString().Should().Contain("did not return");
        var (status, text) = await ReadyAsync(server);
        status.Should().Be(HttpStatusCode.OK, "requests are served nevertheless");
        text.Should().StartWith("Degraded\njobs: 1 job handlers");

        never.Set();
        released.SetResult();
        await Eventually.BecomesAsync(() => ReadyAsync(server), ready => ready.Text == "Healthy");
        (await server.Client.JobAsync(stuck)).TryGetProperty("problem", out _).Should().BeFalse();
    }

    [Fact]
    public void Overdue_handlers_are_replaced_up_to_a_limit()
    {
        var type = new JobType<HeavyJob, ProbeArguments, ProbeResult>("heavy", new JobTypeOptions { Blocks = true });
        var slots = new WorkerSlots(new JobTypeRegistry([type]), new JobOptions { BlockingThreads = 1 });
        var taken = new List<WorkerSlot>();
        for (var i = 0; i < 4; i++)
        {
            taken.Add(slots.Take(type));
            taken[i].TryReplace().Should().BeTrue();
        }

        taken.Add(slots.Take(type));
        taken[4].TryReplace().Should().BeFalse();
        slots.Free()!.Should().OnlyContain(group => group.FreeSlots == 0 || !group.Types.Contains("heavy"));

        taken[0].Release();
        taken[4].TryReplace().Should().BeTrue("one handler has returned");
        slots.Free()!.Single(group => group.Types.Contains("heavy")).FreeSlots.Should().Be(1);
    }

    [Fact]
    public async Task A_retry_rule_or_a_cancellation_callback_that_throws_is_only_logged()
    {
        await using var server = await _probe.StartAsync(("Jobs:Backoff", "00:00:00.001"));
        server.Logs.Expect("the cancellation callbacks of job");
        var begun = Source();
        _probe.Rule = (_, _) => throw new InvalidOperationException("No rule.");
        _probe.Run = async (arguments, job) =>
        {
            if (arguments.Number == 0)
                return job.Attempt == 1 ? throw new InvalidOperationException("First.") : new ProbeResult(job.Attempt);
            job.Cancellation.Register(() => throw new InvalidOperationException("Not now."));
            begun.SetResult();
            await job.Cancellation.UntilCancelledAsync();
            return new ProbeResult(0);
        };

        (await server.Client.EndAsync(await server.Client.EnqueueAsync("ruled"))).Should()
            .Equal("queued", "started", "retrying", "started", "succeeded");
        var cancelled = await server.Client.EnqueueAsync("probe", """{"number":1}""");
        await begun.Task.OrTimeout();
        using var _ = await server.Client.DeleteAsync($"/jobs/{cancelled}").OrTimeout();
        (await server.Client.EndAsync(cancelled)).Should().EndWith("cancelled");
    }

    private static async Task<int> OwnAsync(JobContext job)
    {
        await Task.Yield();
        await job.PublishAsync("result", 2);
        return 2;
    }

    private static async Task<int> NestAsync(int depth)
    {
        await Task.Yield();
        return depth == 0 ? 0 : 1 + NestAsync(depth - 1).GetAwaiter().GetResult();
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadyAsync(TestServer server)
    {
        using var response = await server.Client.GetAsync("/health/ready").OrTimeout();
        return (response.StatusCode, await response.Content.ReadAsStringAsync().OrTimeout());
    }

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
