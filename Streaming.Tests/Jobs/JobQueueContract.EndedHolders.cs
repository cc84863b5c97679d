using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests job keys whose earlier job has just ended, or was cancelled while it waited for the job before it.</summary>
public abstract partial class JobQueueContract
{
    [StoreTheory]
    [InlineData(WhenKeyExists.Refuse)]
    [InlineData(WhenKeyExists.Replace)]
    [InlineData(WhenKeyExists.RunOnceMore)]
    public async Task A_job_that_is_added_when_the_earlier_one_has_just_ended_starts_and_so_do_the_others(WhenKeyExists rule)
    {
        var running = await AddKeyedAsync(WhenKeyExists.Queue);
        var second = await AddKeyedAsync(WhenKeyExists.Queue);
        var follower = await AddFollowerAsync(running.Id);
        running = await ClaimOneAsync();
        if (rule != WhenKeyExists.Replace)
            await DoAsync(new CancelJob(second.Id));
        var added = Keyed("k", rule);

        var result = await WriteAsync(claim: null, Succeed(running), added);

        result.Outcomes[1].Applied.Should().BeTrue();
        await SettleAsync();
        (await ClaimAsync()).Select(claimed => claimed.Job.Id).Should().BeEquivalentTo([added.Job.Id, follower]);
    }

    [StoreFact]
    public async Task A_job_that_is_added_behind_a_job_that_was_just_cancelled_stops_no_other_job()
    {
        await AddKeyedAsync(WhenKeyExists.Queue);
        var second = await AddKeyedAsync(WhenKeyExists.Queue);
        await AddKeyedAsync(WhenKeyExists.Queue);
        var follower = await AddFollowerAsync(second.Id);
        var running = await ClaimOneAsync();
        var added = Keyed("k", WhenKeyExists.Replace);

        await WriteAsync(claim: null, new CancelJob(second.Id), added);

        await SettleAsync();
        (await ClaimOneAsync()).Id.Should().Be(follower);
        await DoAsync(Succeed(running));
        await SettleAsync();
        (await ClaimOneAsync()).Id.Should().Be(added.Job.Id);
    }

    [StoreFact]
    public async Task A_cancelled_job_is_kept_while_it_connects_jobs_with_its_key()
    {
        await AddKeyedAsync(WhenKeyExists.Queue);
        var second = await AddKeyedAsync(WhenKeyExists.Queue);
        var third = await AddKeyedAsync(WhenKeyExists.Queue);
        var running = await ClaimOneAsync();
        await DoAsync(new CancelJob(second.Id));
        await SettleAsync();
        Now += TimeSpan.FromSeconds(1);

        (await DeleteEndedAsync()).Should().BeEmpty();
        await DoAsync(Succeed(running));
        await SettleAsync();
        (await ClaimOneAsync()).Id.Should().Be(third.Id);
        Now += TimeSpan.FromSeconds(1);
        (await DeleteEndedAsync()).Should().BeEquivalentTo([running.Id, second.Id]);
    }

    [StoreTheory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Jobs_with_one_key_that_are_cancelled_together_leave_the_key_to_the_next_job(int cancelled)
    {
        var jobs = new List<Job>();
        for (var i = 0; i < 3; i++)
            jobs.Add(await AddKeyedAsync(WhenKeyExists.Queue));

        await WriteAsync(claim: null, [.. jobs.Take(cancelled).Select(job => new CancelJob(job.Id))]);
        await SettleAsync();

        var next = cancelled < jobs.Count ? jobs[cancelled] : await AddKeyedAsync(WhenKeyExists.Refuse);
        (await ClaimOneAsync()).Id.Should().Be(next.Id);
    }

    [StoreFact]
    public async Task A_key_stays_taken_while_its_job_runs_although_the_last_job_with_it_was_cancelled()
    {
        await AddKeyedAsync(WhenKeyExists.Queue);
        var running = await ClaimOneAsync();
        var second = await AddKeyedAsync(WhenKeyExists.Queue);
        await DoAsync(new CancelJob(second.Id));
        await SettleAsync();
        Now += TimeSpan.FromSeconds(1);

        (await DeleteEndedAsync()).Should().BeEmpty();
        RefusalOf(await DoAsync(Keyed())).Should().Contain($"Job {running.Id}");
        await DoAsync(Succeed(running));
        await SettleAsync();
        Now += TimeSpan.FromSeconds(1);
        (await DeleteEndedAsync()).Should().BeEquivalentTo([running.Id, second.Id]);
        (await DoAsync(Keyed())).Applied.Should().BeTrue();
    }

    [StoreFact]
    public async Task A_job_is_cancelled_only_in_the_given_state()
    {
        await AddAsync();
        var running = await ClaimOneAsync();
        (await DoAsync(new CancelJob(running.Id, JobState.Queued))).Applied.Should().BeFalse();
        (await FindAsync(running.Id)).Job.IsCancelling.Should().BeFalse();
        (await DoAsync(new CancelJob(running.Id, JobState.Running))).Applied.Should().BeTrue();
    }

    [StoreFact]
    public async Task The_refusal_of_a_key_shows_nothing_of_another_callers_job()
    {
        var first = await AddKeyedAsync(WhenKeyExists.Refuse, owner: "ann");
        foreach (var rule in (WhenKeyExists[])[WhenKeyExists.Refuse, WhenKeyExists.Replace, WhenKeyExists.RunOnceMore])
        {
            var other = Keyed("k", rule) with { OwnKeysOnly = true };
            RefusalOf(await DoAsync(other with { Job = other.Job with { Owner = "ben" } })).Should()
                .Contain("Another job of type 'work' with the key 'k' has not ended.").And.NotContain(first.Id.Value);
        }
    }

    private async Task<JobId> AddFollowerAsync(JobId before)
    {
        Now += TimeSpan.FromMilliseconds(2);
        var follower = NewJob(Now);
        var links = new JobLinks { AfterOutcome = AfterOutcome.Ended };
        follower = follower with { After = [before], Job = follower.Job with { Links = links } };
        (await DoAsync(follower)).Applied.Should().BeTrue();
        return follower.Job.Id;
    }

    private async Task<IReadOnlyList<JobId>> DeleteEndedAsync() =>
        await Queue.DeleteOldAsync(new JobCutoffs(Now), Now, CancellationToken.None).OrTimeout();
}
