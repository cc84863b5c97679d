using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task Several_jobs_are_added_together_and_can_be_claimed_in_the_same_batch()
    {
        var jobs = Enumerable.Range(0, 3).Select(_ => NewJob(Now)).ToList();

        var result = await WriteAsync(Claim(), new EnqueueJobs(jobs));

        result.Outcomes.Single().Parts!.Select(part => (part.Applied, part.Job!.Id)).Should()
            .Equal(jobs.Select(job => (true, job.Job.Id)));
        result.Claimed.Select(claimed => claimed.Job.Id).Should().BeEquivalentTo(jobs.Select(job => job.Job.Id));
        foreach (var job in jobs)
            (await EventsAsync(job.Job.Id)).Should().Equal("queued", "started");
    }

    [StoreFact]
    public async Task No_job_is_added_if_the_key_of_one_was_used_with_other_arguments()
    {
        await DoAsync(NewJob(Now, key: "k", arguments: "{\"a\":1}"));
        var jobs = new[] { NewJob(Now, key: "j"), NewJob(Now, key: "k", arguments: "{\"a\":2}") };

        var result = await DoAsync(new EnqueueJobs(jobs));

        (result.Applied, result.IsConflict).Should().Be((false, true));
        (await Queue.FindAsync(jobs[0].Job.Id, CancellationToken.None).OrTimeout()).Should().BeNull();
        (await DoAsync(NewJob(Now, key: "j"))).Applied.Should().BeTrue("the key is not stored either");
    }

    [StoreFact]
    public async Task Jobs_that_were_added_before_with_their_keys_are_returned_and_the_others_added()
    {
        var before = NewJob(Now, key: "k");
        await DoAsync(before);
        var other = NewJob(Now, key: "j");

        var result = await DoAsync(new EnqueueJobs([NewJob(Now, key: "k"), other]));

        result.Parts!.Select(part => (part.Applied, part.Job!.Id)).Should()
            .Equal((false, before.Job.Id), (true, other.Job.Id));
    }

    [StoreFact]
    public async Task Jobs_are_counted_by_type_and_state()
    {
        await AddAsync();
        await AddAsync(delay: TimeSpan.FromHours(1));
        await AddAsync("other", attempts: 1);
        await DoAsync(new CancelJob(await AddAsync("other")));
        var anns = NewJob(Now, "work", priority: 9);
        await DoAsync(anns with { Job = anns.Job with { Owner = "ann" } });
        await DoAsync(Succeed((await ClaimAsync(most: 1)).Single().Job));
        await DoAsync(Fail((await WriteAsync(Claim(1, 0, 9, "other"))).Claimed.Single().Job));
        var running = (await ClaimAsync()).Single();

        var stats = await Queue.ReadStatsAsync(owner: null, Now, CancellationToken.None).OrTimeout();

        stats.IsComplete.Should().BeTrue();
        stats.Types.Should().Equal(
            new JobTypeStats("other", Queued: 0, Delayed: 0, Running: 0, Succeeded: 0, Failed: 1, Cancelled: 1),
            new JobTypeStats("work", Queued: 1, Delayed: 1, Running: 1, Succeeded: 1, Failed: 0, Cancelled: 0));
        running.Job.Owner.Should().BeNull();
        (await Queue.ReadStatsAsync("ann", Now, CancellationToken.None).OrTimeout()).Types.Should().Equal(
            new JobTypeStats("work", Queued: 0, Delayed: 0, Running: 0, Succeeded: 1, Failed: 0, Cancelled: 0));
        (await Queue.ReadStatsAsync("ben", Now, CancellationToken.None).OrTimeout()).Types.Should().BeEmpty();
    }
}
