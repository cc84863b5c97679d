using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task Jobs_of_a_paused_type_wait_and_delay_no_other_jobs_until_the_type_is_resumed()
    {
        var paused = await AddAsync(priority: 9);
        var other = await AddAsync("other", priority: 1);
        (await DoAsync(new SetPause(JobPauses.OfType("work"), IsPaused: true))).Applied.Should().BeTrue();

        var result = await WriteAsync(Claim(types: ["work", "other"]), NewJob(Now));

        result.Claimed.Single().Job.Id.Should().Be(other);
        result.MayHaveMore.Should().BeFalse();
        (await PausesAsync()).Types.Should().Equal("work");
        (await PausesAsync()).ProblemOf((await FindAsync(paused)).Job).Should().StartWith("Type work is paused");

        var resumed = await WriteAsync(Claim(), new SetPause(JobPauses.OfType("work"), IsPaused: false));
        resumed.NextClaim.Should().BeOnOrBefore(Now, "jobs that this transaction has not claimed are claimed immediately");
        var claimed = resumed.Claimed.Concat(await ClaimAsync()).ToList();
        claimed.Should().HaveCount(2);
        claimed[0].Job.Id.Should().Be(paused);
        (await PausesAsync()).Types.Should().BeEmpty();
    }

    [StoreFact]
    public async Task All_but_the_urgent_jobs_can_be_paused()
    {
        var low = await AddAsync(priority: 6);
        var urgent = await AddAsync(priority: 7);
        await DoAsync(new SetPause(new JobPause(JobPause.AllTypes, 7), IsPaused: true));

        (await ClaimAsync()).Single().Job.Id.Should().Be(urgent);
        (await PausesAsync()).LowestPriority.Should().Be(7);
        (await PausesAsync()).ProblemOf((await FindAsync(low)).Job).Should().StartWith("Jobs with a priority below 7 are paused");

        await DoAsync(new SetPause(new JobPause(JobPause.AllTypes, 3), IsPaused: true));
        (await ClaimAsync()).Single().Job.Id.Should().Be(low, "the later pause replaces the earlier one");
        await DoAsync(new SetPause(new JobPause(JobPause.AllTypes, 0), IsPaused: false));
        (await PausesAsync()).LowestPriority.Should().BeNull();
    }

    [StoreFact]
    public async Task A_type_stays_paused_when_all_but_the_urgent_jobs_are_resumed()
    {
        await AddAsync();
        await DoAsync(new SetPause(JobPauses.OfType("work"), IsPaused: true));
        await DoAsync(new SetPause(new JobPause(JobPause.AllTypes, 9), IsPaused: true));
        await DoAsync(new SetPause(new JobPause(JobPause.AllTypes, 0), IsPaused: false));
        (await ClaimAsync()).Should().BeEmpty();
    }

    [StoreFact]
    public async Task A_running_job_of_a_type_that_is_paused_ends_normally()
    {
        var id = await AddAsync();
        var job = await ClaimOneAsync();
        await DoAsync(new SetPause(JobPauses.OfType("work"), IsPaused: true));
        (await DoAsync(Succeed(job))).Applied.Should().BeTrue();
        (await FindAsync(id)).Job.State.Should().Be(JobState.Succeeded);
    }

    [StoreFact]
    public async Task Each_type_keeps_its_ended_jobs_for_its_own_time()
    {
        var (soon, late, normal) = (await AddAsync("soon"), await AddAsync("late"), await AddAsync("normal"));
        foreach (var id in (JobId[])[soon, late, normal])
            await DoAsync(new CancelJob(id));
        var ended = Now;
        var cutoffs = new JobCutoffs(ended)
        {
            ByType = new Dictionary<string, DateTime> { ["soon"] = ended.AddSeconds(1), ["late"] = ended },
        };

        (await DeleteAsync(cutoffs)).Should().Equal(soon);
        (await DeleteAsync(cutoffs with { Default = ended.AddDays(1) })).Should().Equal(normal);
        (await DeleteAsync(cutoffs with { Default = ended.AddDays(1) })).Should().BeEmpty();
        (await Queue.FindAsync(late, CancellationToken.None).OrTimeout()).Should().NotBeNull();
        (await EventsAsync(late)).Should().Equal("queued", "cancelled");
        (await EventsAsync(soon)).Should().BeEmpty();

        async Task<IReadOnlyList<JobId>> DeleteAsync(JobCutoffs times) =>
            await Queue.DeleteOldAsync(times, Now - TimeSpan.FromDays(1), CancellationToken.None).OrTimeout();
    }

    private async Task<JobPauses> PausesAsync() => await Queue.ReadPausesAsync(CancellationToken.None).OrTimeout();
}
