using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Tests.Support;
using static Streaming.Tests.Jobs.JobHttp;

namespace Streaming.Tests.Jobs;

/// <summary>Tests handlers that enqueue children and wait for them without a slot.</summary>
[Trait("Category", "Slow")]
public sealed class JobChildrenTests
{
    private readonly Probe _probe = new();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task A_job_waits_for_its_children_without_a_slot_and_reads_their_outcomes(string provider)
    {
        TestServer? server = null;
        _probe.Run = async (arguments, job) =>
        {
            if (arguments.Number > 0)
                return arguments.Number == 3 ? throw new JobFailedException("Three is bad.") : new ProbeResult(arguments.Number);
            for (var number = 1; number <= 3; number++)
                await job.EnqueueChildAsync($"part {number}", "probe", new ProbeArguments { Number = number });
            var children = await job.WaitForChildrenAsync();
            job.Attempt.Should().Be(1, "a wait uses no attempt up");
            children.Select(child => (child.Name, child.State, child.Error)).Should().Equal(
                ("part 1", JobState.Succeeded, null), ("part 2", JobState.Succeeded, null), ("part 3", JobState.Failed, "Three is bad."));
            var sum = 0;
            foreach (var child in children.Where(child => child.State == JobState.Succeeded))
                sum += (await server!.Get<JobClient>().GetResultAsync<ProbeResult>(child.Id, job.Cancellation)).Number;
            return new ProbeResult(sum);
        };
        // The children run in the only slot, which the parent does not hold while it waits.
        await using var started = await _probe.StartAsync(("Storage:Provider", provider), ("Jobs:Concurrency", "1"));
        server = started;
        var id = await server.Client.EnqueueAsync(more: ""","attempts":1""");

        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "waiting", "released", "started", "succeeded");
        (await server.Client.ResultAsync(id)).GetProperty("number").GetInt32().Should().Be(3);
        var jobs = (await server.Client.GetJsonAsync("/jobs")).EnumerateArray().ToList();
        jobs.Should().HaveCount(4, "each child exists once, although the handler has run twice");
        jobs.Count(job => job.TryGetProperty("parent", out var parent) && parent.GetString() == id).Should().Be(3);
    }

    [Fact]
    public async Task A_handler_in_two_steps_waits_twice()
    {
        _probe.Run = async (arguments, job) =>
        {
            if (arguments.Number > 0)
                return new ProbeResult(arguments.Number);
            await job.EnqueueChildAsync("first", "probe", new ProbeArguments { Number = 1 });
            await job.WaitForChildrenAsync();
            await job.EnqueueChildAsync("second", "probe", new ProbeArguments { Number = 2 });
            return new ProbeResult((await job.WaitForChildrenAsync()).Count);
        };
        await using var server = await _probe.StartAsync();
        var id = await server.Client.EnqueueAsync(more: ""","attempts":1""");
        (await server.Client.EndAsync(id)).Should().EndWith("succeeded");
        (await server.Client.ResultAsync(id)).GetProperty("number").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task The_children_belong_to_the_caller_of_the_job_and_a_late_handler_adds_none()
    {
        JobContext? late = null;
        _probe.Run = async (arguments, job) =>
        {
            if (arguments.Number == 0)
            {
                late = job;
                await job.EnqueueChildAsync("child", "probe", new ProbeArguments { Number = 1 });
            }

            return new ProbeResult(0);
        };
        await using var server = await _probe.StartAsync();
        var id = await server.Client.EnqueueAsync();
        await server.Client.EndAsync(id);

        var child = await server.Get<JobClient>().FindAsync(JobId.OfChild(JobId.Parse(id), "child")).OrTimeout();
        child!.Parent.Should().Be(JobId.Parse(id));
        var add = () => late!.EnqueueChildAsync("late", "probe", new ProbeArguments());
        (await add.Should().ThrowAsync<RefusalException>()).WithMessage($"The attempt of job {id} has ended*");
        var keyed = () => late!.EnqueueChildAsync("x", "probe", new ProbeArguments(), new EnqueueOptions { IdempotencyKey = "k" });
        await keyed.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task A_job_that_waits_for_its_children_survives_kill_9()
    {
        using var folder = new TemporaryFolder();
        var program = Repository.Sample("Streaming.OwnApplication");
        string id;
        // The children have a priority that the first process does not run.
        await using (var first = await ServerProcess.StartProgramAsync(program, folder, "--Jobs:Priorities", "5-9"))
        {
            id = await first.Client.EnqueueAsync("family", more: ""","attempts":1""");
            await Eventually.BecomesAsync(() => first.Client.JobAsync(id), job => job.TryGetProperty("problem", out var problem)
                && problem.GetString()!.StartsWith("The job waits for jobs ", StringComparison.Ordinal));
            await first.KillAsync();
        }

        await using var second = await ServerProcess.StartProgramAsync(program, folder);
        (await second.Client.EndAsync(id)).Should().Equal("queued", "started", "waiting", "released", "started", "succeeded");
        (await second.Client.GetStringAsync($"/jobs/{id}/result").OrTimeout()).Should().Be("3");
    }
}
