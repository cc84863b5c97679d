using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task A_firing_is_skipped_and_recorded_while_a_job_of_the_schedule_has_not_ended()
    {
        await DoAsync(new PutSchedule(NewSchedule("a")));
        await DoAsync(new PutSchedule(NewSchedule("b")));
        var version = (await SchedulesAsync())[0].Version;
        var first = await FireAsync("a");
        await FireAsync("b");

        var skipped = await DoAsync(await NextFiringAsync("a"));

        skipped.Should().Be(new ChangeResult(Applied: true, Job: null) { BlockedBy = first });
        (await SchedulesAsync())[0].Should()
            .BeEquivalentTo(new { Last = Now.AddMinutes(-2), Next = Now.AddMinutes(1), Version = version + 2 });
        await DoAsync(Succeed((await ClaimAsync()).Single(claimed => claimed.Job.Id == first).Job));
        var second = await FireAsync("a");
        (await FiringsAsync("a")).Should().Equal(
            (second, JobState.Queued, null), (null, null, first), (first, JobState.Succeeded, null));
        (await FiringsAsync("b")).Should().ContainSingle();
        (await Queue.ListFiringsAsync(schedule: null, CancellationToken.None).OrTimeout()).Select(firing => firing.Schedule).Should()
            .Equal("a", "a", "a", "b");
    }

    [StoreFact]
    public async Task A_schedule_with_overlap_fires_while_its_jobs_have_not_ended_and_a_retried_job_blocks_again()
    {
        await DoAsync(new PutSchedule(NewSchedule("a") with { AllowsOverlap = true }));
        var first = await FireAsync("a");
        var second = await FireAsync("a");
        await DoAsync(new PutSchedule((await SchedulesAsync()).Single() with { AllowsOverlap = false }));
        await DoAsync(new CancelJob(second));
        (await DoAsync(await NextFiringAsync("a"))).BlockedBy.Should().Be(first);
        await DoAsync(new CancelJob(first));
        await DoAsync(new RetryJob(second));

        (await DoAsync(await NextFiringAsync("a"))).BlockedBy.Should().Be(second);
    }

    [StoreFact]
    public async Task Running_a_schedule_adds_its_job_once_until_the_job_has_ended()
    {
        var paused = NewSchedule("a") with { IsPaused = true };
        await DoAsync(new PutSchedule(paused));
        var version = (await SchedulesAsync()).Single().Version;
        var run = new RunSchedule("a", NewJob(Now));

        (await DoAsync(run)).Should().Be(new ChangeResult(Applied: true, run.Job.Job));
        (await DoAsync(new RunSchedule("a", NewJob(Now)))).Should()
            .Be(new ChangeResult(Applied: false, Job: null) { BlockedBy = run.Job.Job.Id });
        (await DoAsync(new RunSchedule("missing", NewJob(Now)))).Should().Be(default(ChangeResult));

        (await SchedulesAsync()).Single().Should().BeEquivalentTo(paused with { Last = Now, Version = version + 1 });
        (await EventsAsync(run.Job.Job.Id)).Should().Equal("queued");
        var claimed = await ClaimOneAsync();
        // The end of the job and the next run of the schedule are in one transaction.
        var next = new RunSchedule("a", NewJob(Now));
        (await WriteAsync(claim: null, Succeed(claimed), next)).Outcomes[1].Job.Should().Be(next.Job.Job);
        (await FiringsAsync("a")).Should().Equal(
            (next.Job.Job.Id, JobState.Queued, null), (run.Job.Job.Id, JobState.Succeeded, null));
    }

    [StoreFact]
    public async Task Two_runs_of_a_schedule_in_one_transaction_add_one_job()
    {
        await DoAsync(new PutSchedule(NewSchedule("a")));
        var outcomes = (await WriteAsync(claim: null, new RunSchedule("a", NewJob(Now)), new RunSchedule("a", NewJob(Now)))).Outcomes;
        outcomes.Select(outcome => outcome.Applied).Should().Equal(true, false);
        (await ClaimAsync()).Should().ContainSingle();
    }

    [StoreFact]
    public async Task Runs_of_a_schedule_by_several_processes_at_once_add_one_job()
    {
        await DoAsync(new PutSchedule(NewSchedule("a")));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => DoAsync(new RunSchedule("a", NewJob(Now)))));
        outcomes.Count(outcome => outcome.Applied).Should().Be(1);
    }

    [StoreFact]
    public async Task The_last_five_firings_are_kept_with_the_outcomes_of_jobs_that_were_deleted()
    {
        await DoAsync(new PutSchedule(NewSchedule("a")));
        var jobs = new List<JobId>();
        for (var firing = 0; firing < 7; firing++)
        {
            jobs.Add(await FireAsync("a"));
            await DoAsync(firing % 2 == 0 ? new CancelJob(jobs[^1]) : Succeed(await ClaimOneAsync()));
        }

        Now += TimeSpan.FromDays(1);
        (await Queue.DeleteOldAsync(new JobCutoffs(Now), Now, CancellationToken.None).OrTimeout()).Should().HaveCount(7);

        (await FiringsAsync("a")).Select(firing => (firing.Job, firing.Outcome)).Should().Equal(
            (jobs[6], JobState.Cancelled), (jobs[5], JobState.Succeeded), (jobs[4], JobState.Cancelled), (jobs[3], JobState.Succeeded),
            (jobs[2], JobState.Cancelled));
    }

    [StoreFact]
    public async Task A_job_that_has_not_ended_blocks_also_after_its_firing_is_not_among_the_last_five()
    {
        await DoAsync(new PutSchedule(NewSchedule("a")));
        var open = await FireAsync("a");
        for (var skipped = 0; skipped < 7; skipped++)
            await DoAsync(await NextFiringAsync("a"));
        (await FiringsAsync("a")).Select(firing => firing.BlockedBy).Should().Equal(Enumerable.Repeat<JobId?>(open, 5));

        (await DoAsync(await NextFiringAsync("a"))).BlockedBy.Should().Be(open);
    }

    [StoreFact]
    public async Task A_schedule_that_was_deleted_and_created_again_has_no_firings()
    {
        await DoAsync(new PutSchedule(NewSchedule("a")));
        await FireAsync("a");
        await DoAsync(new DeleteSchedule("a"));
        await DoAsync(new PutSchedule(NewSchedule("a")));

        (await FiringsAsync("a")).Should().BeEmpty();
        (await DoAsync(await NextFiringAsync("a"))).BlockedBy.Should().BeNull();
    }

    [StoreFact]
    public async Task A_firing_that_was_prepared_for_a_deleted_schedule_does_not_fire_a_new_one_with_its_name()
    {
        await DoAsync(new PutSchedule(NewSchedule("a")));
        var fire = await NextFiringAsync("a");
        await DoAsync(new DeleteSchedule("a"));
        await DoAsync(new PutSchedule(NewSchedule("a") with { Next = Now.AddDays(1) }));

        (await DoAsync(fire)).Applied.Should().BeFalse();

        (await SchedulesAsync()).Single().Next.Should().Be(Now.AddDays(1));
        (await ClaimAsync()).Should().BeEmpty();
    }

    [StoreFact]
    public async Task A_change_that_was_made_from_an_earlier_state_of_a_schedule_has_no_effect()
    {
        await DoAsync(new PutSchedule(NewSchedule("a")));
        var seen = (await SchedulesAsync()).Single();
        await DoAsync(new PutSchedule(seen with { Cron = "1 1 * * *" }));

        (await DoAsync(new PutSchedule(seen with { IsPaused = true }, seen.Version))).Applied.Should().BeFalse();
        (await DoAsync(new RunSchedule("a", NewJob(Now), seen.Version))).Job.Should().BeNull();

        (await SchedulesAsync()).Single().Should().Match<Schedule>(each => each.Cron == "1 1 * * *" && !each.IsPaused);
        await DoAsync(new DeleteSchedule("a"));
        (await DoAsync(new PutSchedule(seen, seen.Version))).Applied.Should().BeFalse();
        (await SchedulesAsync()).Should().BeEmpty();
    }

    /// <summary>Fires a schedule a minute later, and returns the id of its job.</summary>
    [StoreFact]
    public async Task A_time_that_is_due_is_kept_if_the_schedule_is_written_again_with_the_same_times()
    {
        var due = Now.AddSeconds(1);
        var schedule = NewSchedule("a") with { Next = due };
        await DoAsync(new PutSchedule(schedule));
        Now = due;

        await DoAsync(new PutSchedule(schedule with { Priority = 7, Next = due.AddHours(1) }));
        (await NextAsync()).Should().Be(due);
        await DoAsync(new PutSchedule(schedule with { Cron = "1 1 * * *", Next = due.AddHours(2) }));
        (await NextAsync()).Should().Be(due.AddHours(2), "the schedule has other times");
        await DoAsync(new PutSchedule(schedule with { Cron = "1 1 * * *", Next = due.AddHours(3) }));
        (await NextAsync()).Should().Be(due.AddHours(3), "the earlier time is not due yet");

        async Task<DateTime?> NextAsync() => (await SchedulesAsync()).Single().Next;
    }

    private async Task<JobId> FireAsync(string schedule)
    {
        var fire = await NextFiringAsync(schedule);
        (await DoAsync(fire)).Should().Be(new ChangeResult(Applied: true, Job: null));
        return fire.Jobs.Single().Job.Id;
    }

    private async Task<FireSchedule> NextFiringAsync(string schedule)
    {
        Now += TimeSpan.FromMinutes(1);
        var version = (await SchedulesAsync()).Single(each => each.Name == schedule).Version;
        var job = NewJob(Now);
        job = job with { Job = job.Job with { Origin = $"schedule:{schedule}" } };
        return new FireSchedule(schedule, version, Now.AddMinutes(1), [job]);
    }

    private async Task<IEnumerable<(JobId? Job, JobState? Outcome, JobId? BlockedBy)>> FiringsAsync(string schedule) =>
        (await Queue.ListFiringsAsync(schedule, CancellationToken.None).OrTimeout())
            .Select(firing => (firing.Job, firing.Outcome, firing.BlockedBy));
}
