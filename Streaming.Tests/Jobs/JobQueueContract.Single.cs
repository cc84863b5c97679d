using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task A_single_job_exists_once_at_a_time()
    {
        var first = Single();
        (await DoAsync(first)).Applied.Should().BeTrue();
        (await DoAsync(Single())).Should().Be(new ChangeResult(Applied: false, first.Job));

        await DoAsync(Succeed(await ClaimOneAsync()));
        (await FindAsync(first.Job.Id)).Job.State.Should().Be(JobState.Succeeded, "no request arrived while the job ran");
        var second = Single();
        (await DoAsync(second)).Job!.Id.Should().Be(second.Job.Id, "the first job has ended");
    }

    [StoreFact]
    public async Task A_single_job_that_is_enqueued_while_it_runs_runs_once_more()
    {
        var first = Single();
        await DoAsync(first);
        var running = await ClaimOneAsync();
        await DoAsync(Single());
        await DoAsync(Single());

        (await DoAsync(Succeed(running))).Job.Should().Match<Job>(job => job.State == JobState.Queued && job.Attempt == 0);

        Now += TimeSpan.FromSeconds(1);
        await DoAsync(Succeed(await ClaimOneAsync()));
        (await ClaimAsync()).Should().BeEmpty();
        (await EventsAsync(first.Job.Id)).Should().Equal("queued", "started", "queued", "started", "succeeded");
    }

    [StoreFact]
    public async Task A_single_job_enqueued_for_later_runs_again_then_and_a_waiting_one_is_unchanged()
    {
        await DoAsync(Single());
        var running = await ClaimOneAsync();
        await DoAsync(Single(TimeSpan.FromMinutes(5)));
        await DoAsync(Single());
        await DoAsync(Succeed(running));
        await DoAsync(Single());

        (await ClaimAsync()).Should().BeEmpty();
        Now += TimeSpan.FromMinutes(5);
        (await ClaimOneAsync()).Id.Should().Be(running.Id);
    }

    [StoreFact]
    public async Task A_single_job_that_was_cancelled_or_failed_does_not_run_once_more()
    {
        await DoAsync(Single());
        var running = await ClaimOneAsync();
        await DoAsync(Single());
        await DoAsync(new CancelJob(running.Id));
        (await DoAsync(Succeed(running))).Job!.State.Should().Be(JobState.Succeeded);
        (await Queue.ReadResultAsync(running.Id, CancellationToken.None).OrTimeout()).Should().NotBeNull();

        await DoAsync(Single());
        running = await ClaimOneAsync();
        await DoAsync(Single());
        (await DoAsync(Fail(running))).Job!.State.Should().Be(JobState.Failed);
    }

    [StoreFact]
    public async Task The_key_of_a_single_job_is_kept_as_long_as_the_job()
    {
        var first = Single();
        await DoAsync(first);
        await Queue.DeleteOldAsync(new JobCutoffs(Now), Now + TimeSpan.FromDays(1), CancellationToken.None).OrTimeout();
        Now += TimeSpan.FromDays(2);
        (await DoAsync(Single())).Job!.Id.Should().Be(first.Job.Id);
    }

    private EnqueueJob Single(TimeSpan? delay = null) => Keyed("one", WhenKeyExists.RunOnceMore, delay);
}
