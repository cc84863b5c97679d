using System.Text;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task A_job_that_succeeds_has_its_result_and_ends_once()
    {
        await AddAsync();
        var job = await ClaimOneAsync();
        Now += TimeSpan.FromSeconds(1);

        (await DoAsync(Succeed(job, """{"n":1}"""))).Applied.Should().BeTrue();
        (await DoAsync(Succeed(job, """{"n":2}"""))).Applied.Should().BeFalse();
        (await DoAsync(Fail(job))).Applied.Should().BeFalse();

        var ended = (await FindAsync(job.Id)).Job;
        (ended.State, ended.Ended, ended.Lease, ended.HasEnded).Should().Be((JobState.Succeeded, Now, null, true));
        Encoding.UTF8.GetString((await Queue.ReadResultAsync(job.Id, CancellationToken.None).OrTimeout())!).Should().Be("""{"n":1}""");
        (await EventsAsync(job.Id)).Should().Equal("queued", "started", "succeeded");
    }

    [StoreFact]
    public async Task A_job_is_retried_at_its_due_time_and_the_error_of_the_failed_attempt_is_kept()
    {
        await AddAsync();
        var job = await ClaimOneAsync();
        await DoAsync(Fail(job, TimeSpan.FromSeconds(4), "First \"error\"."));

        (await ClaimAsync()).Should().BeEmpty();
        (await LastEventAsync(job.Id)).GetProperty("error").GetString().Should().Be("First \"error\".");
        Now += TimeSpan.FromSeconds(4);
        var again = await ClaimOneAsync();
        (again.Id, again.Attempt).Should().Be((job.Id, 2));
        again.Token.Should().BeGreaterThan(job.Token);
        await DoAsync(Fail(again, error: "Second error."));

        var dead = await FindAsync(job.Id);
        dead.Job.State.Should().Be(JobState.Failed);
        dead.Errors.Select(error => (error.Attempt, error.Message)).Should().Equal((1, "First \"error\"."), (2, "Second error."));
        (await EventsAsync(job.Id)).Should().Equal("queued", "started", "retrying", "started", "failed");
        (await Queue.ReadResultAsync(job.Id, CancellationToken.None).OrTimeout()).Should().BeNull();
    }

    [StoreFact]
    public async Task A_failed_job_that_is_retried_by_request_has_all_its_attempts_again()
    {
        await AddAsync(attempts: 1);
        var failing = await ClaimOneAsync();
        await DoAsync(new ReportProgress(failing.Id, failing.Token, 0.5, "half"));
        await DoAsync(Fail(failing));

        var retried = await DoAsync(new RetryJob((await Queue.ListAsync(new JobFilter(), CancellationToken.None).OrTimeout()).Single().Id));

        retried.Applied.Should().BeTrue();
        (retried.Job!.State, retried.Job.Attempt, retried.Job.Ended).Should().Be((JobState.Queued, 0, null));
        var waiting = (await FindAsync(retried.Job.Id)).Job;
        (waiting.Started, waiting.Fraction, waiting.Text).Should().Be((null, null, null), "the attempt that they describe has ended");
        var again = await ClaimOneAsync();
        again.Attempt.Should().Be(1);
        await DoAsync(Succeed(again));
        (await FindAsync(again.Id)).Errors.Should().HaveCount(1, "earlier errors are kept");
        (await EventsAsync(again.Id)).Should().Equal(
            "queued", "started", "progress", "failed", "queued", "started", "succeeded");
        (await DoAsync(new RetryJob(again.Id))).Applied.Should().BeFalse("a job that has succeeded cannot be retried");
    }

    [StoreFact]
    public async Task A_worker_that_lost_its_lease_cannot_end_the_job()
    {
        await AddAsync();
        var lost = await ClaimOneAsync();
        Now += Lease + TimeSpan.FromMilliseconds(1);
        var taken = await ClaimOneAsync();

        (taken.Id, taken.Attempt).Should().Be((lost.Id, 2));
        (await DoAsync(Succeed(lost))).Should().Be(default(ChangeResult));
        (await DoAsync(Fail(lost))).Applied.Should().BeFalse();
        (await DoAsync(new ReportProgress(lost.Id, lost.Token, 0.5, "half"))).Applied.Should().BeFalse();
        (await DoAsync(new RenewLease(lost.Id, lost.Token, Lease))).Applied.Should().BeFalse();
        (await DoAsync(Succeed(taken))).Applied.Should().BeTrue();
        (await EventsAsync(lost.Id)).Should().Equal("queued", "started", "retrying", "started", "succeeded");
        (await FindAsync(lost.Id)).Errors.Single().Type.Should().Be("WorkerLost");
    }

    [StoreFact]
    public async Task A_renewal_of_the_lease_keeps_the_job()
    {
        await AddAsync();
        var job = await ClaimOneAsync();
        for (var i = 0; i < 5; i++)
        {
            Now += Lease - TimeSpan.FromSeconds(1);
            (await DoAsync(new RenewLease(job.Id, job.Token, Lease))).Applied.Should().BeTrue();
            (await ClaimAsync()).Should().BeEmpty();
        }

        var renewed = Now;
        // A store may look for expired leases only in some of the claims, at least once in a second.
        Now += TimeSpan.FromSeconds(1);
        (await WriteAsync(Claim())).NextClaim.Should().Be(renewed + Lease, "the next claim is due when the lease expires");
    }

    [StoreFact]
    public async Task A_job_whose_workers_are_lost_in_all_attempts_fails()
    {
        await AddAsync(attempts: 2);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            (await ClaimOneAsync()).Attempt.Should().Be(attempt);
            Now += Lease + TimeSpan.FromSeconds(1);
        }

        (await ClaimAsync()).Should().BeEmpty();
        var job = (await Queue.ListAsync(new JobFilter(), CancellationToken.None).OrTimeout()).Single();
        job.State.Should().Be(JobState.Failed);
        (await EventsAsync(job.Id)).Should().Equal("queued", "started", "retrying", "started", "failed");
    }

    [StoreFact]
    public async Task A_job_that_its_worker_returns_runs_again_at_once_and_the_attempt_does_not_count()
    {
        await AddAsync(attempts: 1);
        var job = await ClaimOneAsync();
        var result = await WriteAsync(Claim(), new EndAttempt(job.Id, job.Token, new AttemptResult.ReturnToQueue()));

        var again = result.Claimed.Single().Job;
        (again.Id, again.Attempt).Should().Be((job.Id, 1));
        again.Token.Should().BeGreaterThan(job.Token);
        (await DoAsync(Succeed(job))).Applied.Should().BeFalse();
        (await EventsAsync(job.Id)).Should().Equal("queued", "started", "retrying", "started");
    }

    [StoreFact]
    public async Task A_waiting_job_is_cancelled_at_once()
    {
        var id = await AddAsync(delay: TimeSpan.FromDays(1));
        var outcome = await DoAsync(new CancelJob(id));
        (outcome.Applied, outcome.Job!.State, outcome.Job.Ended).Should().Be((true, JobState.Cancelled, Now));
        (await DoAsync(new CancelJob(id))).Applied.Should().BeFalse();
        Now += TimeSpan.FromDays(2);
        (await ClaimAsync()).Should().BeEmpty();
        (await EventsAsync(id)).Should().Equal("queued", "cancelled");
    }

    [StoreFact]
    public async Task A_running_job_is_marked_for_cancellation_and_then_cancelled()
    {
        await AddAsync();
        var job = await ClaimOneAsync();
        (await DoAsync(new CancelJob(job.Id))).Job!.State.Should().Be(JobState.Running);
        (await DoAsync(new CancelJob(job.Id))).Applied.Should().BeTrue("a repeated cancellation is no error");

        (await DoAsync(new RenewLease(job.Id, job.Token, Lease))).Job!.IsCancelling.Should().BeTrue();
        await DoAsync(new EndAttempt(job.Id, job.Token, new AttemptResult.Cancellation()));

        (await FindAsync(job.Id)).Job.Should().Match<Job>(ended => ended.State == JobState.Cancelled && !ended.IsCancelling);
        (await EventsAsync(job.Id)).Should().Equal("queued", "started", "cancelling", "cancelled");
    }

    [StoreFact]
    public async Task A_job_that_is_marked_for_cancellation_is_not_retried()
    {
        foreach (var end in (Func<Job, EndAttempt>[])[job => Fail(job, TimeSpan.Zero),
            job => new(job.Id, job.Token, new AttemptResult.ReturnToQueue())])
        {
            await AddAsync();
            var job = await ClaimOneAsync();
            await DoAsync(new CancelJob(job.Id));
            (await DoAsync(end(job))).Job!.State.Should().Be(JobState.Cancelled);
        }

        await AddAsync();
        var lost = await ClaimOneAsync();
        await DoAsync(new CancelJob(lost.Id));
        Now += Lease + TimeSpan.FromSeconds(1);
        (await ClaimAsync()).Should().BeEmpty();
        (await EventsAsync(lost.Id)).Should().Equal("queued", "started", "cancelling", "cancelled");
    }

    [StoreFact]
    public async Task Progress_is_stored_and_published_until_the_job_ends()
    {
        await AddAsync();
        var job = await ClaimOneAsync();
        await DoAsync(new ReportProgress(job.Id, job.Token, 0.25, "a quarter"));
        var halfway = (await FindAsync(job.Id)).Job;
        (halfway.Fraction, halfway.Text).Should().Be((0.25, "a quarter"));
        (await LastEventAsync(job.Id)).GetProperty("fraction").GetDouble().Should().Be(0.25);

        await WriteAsync(claim: null, new ReportProgress(job.Id, job.Token, 0.75, null), Succeed(job),
            new ReportProgress(job.Id, job.Token, 0.9, null));

        (await EventsAsync(job.Id)).Should().Equal("queued", "started", "progress", "progress", "succeeded");
        (await FindAsync(job.Id)).Job.Fraction.Should().Be(1);
    }

    [StoreFact]
    public async Task A_change_of_an_unknown_job_is_not_applied()
    {
        var id = JobId.New(Now);
        (await WriteAsync(claim: null, new CancelJob(id), new RetryJob(id), new RenewLease(id, 1, Lease),
            new EndAttempt(id, 1, new AttemptResult.ReturnToQueue()))).Outcomes
            .Should().OnlyContain(outcome => outcome == default);
        (await Queue.FindAsync(id, CancellationToken.None).OrTimeout()).Should().BeNull();
    }
}
