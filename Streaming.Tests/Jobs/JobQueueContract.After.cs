using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task A_job_starts_when_all_jobs_that_it_waits_for_have_succeeded()
    {
        var (first, second) = (await AddAsync("first"), await AddAsync("second"));
        var after = await AddAfterAsync([first, second]);
        (await FindAsync(after.Id)).WaitsFor.Should().Equal(first, second);

        foreach (var type in (string[])["first", "second"])
        {
            (await ClaimAsync()).Should().BeEmpty();
            await DoAsync(Succeed((await WriteAsync(Claim(types: [type]))).Claimed.Single().Job));
        }

        await SettleAsync();
        var claimed = await ClaimOneAsync();
        claimed.Id.Should().Be(after.Id);
        (claimed.Attempt, claimed.Links.Waits).Should().Be((1, 0));
        (await EventsAsync(after.Id)).Should().Equal("queued", "released", "started");
    }

    [StoreFact]
    public async Task A_waiting_job_hinders_no_other_job_and_keeps_its_due_time()
    {
        var before = await AddAsync("before");
        var after = await AddAfterAsync([before], priority: 9, delay: TimeSpan.FromMinutes(5));
        var other = await AddAsync(priority: 0);

        var result = await WriteAsync(Claim());
        result.Claimed.Single().Job.Id.Should().Be(other);
        await DoAsync(Succeed(result.Claimed.Single().Job));
        (await FindAsync(after.Id)).Job.Due.Should().Be(after.Due);

        await DoAsync(Succeed((await WriteAsync(Claim(types: ["before"]))).Claimed.Single().Job));
        await SettleAsync();
        (await ClaimAsync()).Should().BeEmpty("the job is not due yet");
        Now = after.Due;
        (await ClaimOneAsync()).Id.Should().Be(after.Id);
    }

    [StoreFact]
    public async Task A_job_whose_earlier_job_ends_otherwise_is_cancelled_with_an_error_that_names_it()
    {
        var before = await AddAsync("before");
        var after = await AddAfterAsync([before, await AddAsync("never")]);
        var last = await AddAfterAsync([after.Id]);
        var cleanup = await AddAfterAsync([after.Id], AfterOutcome.Failed);
        await DoAsync(Fail((await WriteAsync(Claim(types: ["before"]))).Claimed.Single().Job));
        await SettleAsync();

        var cancelled = await FindAsync(after.Id);
        cancelled.Job.State.Should().Be(JobState.Cancelled);
        cancelled.Errors.Single().Message.Should()
            .Be($"Job {before} has ended as failed, and this job starts only after it has succeeded.");
        (await LastEventAsync(after.Id)).GetProperty("error").GetString().Should().Be(cancelled.Errors.Single().Message);
        var ended = await FindAsync(last.Id);
        ended.Errors.Single().Message.Should().Contain($"Job {after.Id} has ended as cancelled");
        ended.Job.Due.Should().Be(last.Due);
        (await ClaimOneAsync()).Id.Should().Be(cleanup.Id);
    }

    [StoreFact]
    public async Task A_job_after_a_failure_starts_after_a_failure_and_is_cancelled_after_a_success()
    {
        var (good, bad) = (await AddAsync("good"), await AddAsync("bad"));
        var afterGood = await AddAfterAsync([good], AfterOutcome.Failed);
        var afterBad = await AddAfterAsync([bad], AfterOutcome.Failed);
        var always = await AddAfterAsync([good, bad], AfterOutcome.Ended);
        await DoAsync(Succeed((await WriteAsync(Claim(types: ["good"]))).Claimed.Single().Job));
        await DoAsync(Fail((await WriteAsync(Claim(types: ["bad"]))).Claimed.Single().Job));
        await SettleAsync();

        (await FindAsync(afterGood.Id)).Errors.Single().Message.Should()
            .Be($"Job {good} has ended as succeeded, and this job starts only after it has failed or was cancelled.");
        (await ClaimAsync()).Select(claimed => claimed.Job.Id).Should().BeEquivalentTo([afterBad.Id, always.Id]);
    }

    [StoreFact]
    public async Task A_job_after_jobs_that_have_ended_starts_at_once_or_is_cancelled_at_once()
    {
        await AddAsync();
        var ended = await ClaimOneAsync();
        await DoAsync(Succeed(ended));

        var after = await AddAfterAsync([ended.Id]);
        (await ClaimOneAsync()).Id.Should().Be(after.Id);
        var cleanup = await AddAfterAsync([ended.Id], AfterOutcome.Failed);
        cleanup.State.Should().Be(JobState.Cancelled);
        (await FindAsync(cleanup.Id)).Job.State.Should().Be(JobState.Cancelled);
        (await EventsAsync(cleanup.Id)).Should().Equal("queued", "cancelled");
    }

    [StoreFact]
    public async Task A_job_after_an_unknown_job_is_refused()
    {
        var unknown = JobId.New(Now);
        var result = await DoAsync(NewJob(Now) with { After = [await AddAsync("known"), unknown] });
        result.Refusal!.Reason.Should().Be(RefusalReason.Invalid);
        result.Refusal.Message.Should().Contain($"There is no job {unknown}");
        (await ClaimAsync()).Should().BeEmpty();
    }

    [StoreFact]
    public async Task A_cancelled_job_that_is_retried_waits_only_for_jobs_that_have_not_ended()
    {
        var (first, second) = (await AddAsync("first"), await AddAsync("second"));
        var after = await AddAfterAsync([first, second]);
        await DoAsync(Fail((await WriteAsync(Claim(types: ["first"]))).Claimed.Single().Job));
        await SettleAsync();
        (await DoAsync(new RetryJob(after.Id))).Applied.Should().BeTrue();

        (await ClaimAsync()).Should().BeEmpty("the second job has not ended");
        await DoAsync(Succeed((await WriteAsync(Claim(types: ["second"]))).Claimed.Single().Job));
        await SettleAsync();
        (await ClaimOneAsync()).Id.Should().Be(after.Id);
    }

    [StoreFact]
    public async Task More_jobs_wait_for_one_job_than_a_transaction_settles()
    {
        const int Jobs = JobLinkRules.MaxSettled + 50;
        var before = await AddAsync("before");
        var now = Now;
        await WriteAsync(claim: null, [.. Enumerable.Range(0, Jobs).Select(_ => NewJob(now) with { After = [before] })]);

        var claim = Claim(types: ["before"]);
        var result = await WriteAsync(claim, Succeed((await WriteAsync(claim)).Claimed.Single().Job));
        result.HasReleased.Should().BeTrue();
        result.MayHaveMore.Should().BeTrue("the next transaction informs the other jobs");
        await SettleAsync();
        (await ClaimAsync(most: Jobs + 1)).Should().HaveCount(Jobs);
    }

    [StoreFact]
    public async Task Jobs_that_end_at_once_release_the_job_that_waits_for_them_once()
    {
        const int Jobs = 20;
        var before = new List<JobId>();
        for (var i = 0; i < Jobs; i++)
            before.Add(await AddAsync("before"));
        var after = await AddAfterAsync(before);
        var claimed = (await WriteAsync(Claim(types: ["before"]))).Claimed;
        await Task.WhenAll(claimed.Select(each => Task.Run(async () =>
        {
            (await DoAsync(Succeed(each.Job))).Applied.Should().BeTrue();
            await SettleAsync();
        }))).OrTimeout();
        await SettleAsync();

        (await ClaimOneAsync()).Id.Should().Be(after.Id);
        (await EventsAsync(after.Id)).Should().Equal("queued", "released", "started");
    }

    private async Task<Job> AddAfterAsync(
        IReadOnlyList<JobId> after, AfterOutcome outcome = AfterOutcome.Succeeded, int priority = 5, TimeSpan? delay = null)
    {
        Now += TimeSpan.FromMilliseconds(2);
        var job = NewJob(Now, priority: priority, delay: delay);
        var result = await DoAsync(job with
        {
            Job = job.Job with { Links = new JobLinks { AfterOutcome = outcome } },
            After = after,
        });
        result.Applied.Should().BeTrue();
        return result.Job!;
    }
}
