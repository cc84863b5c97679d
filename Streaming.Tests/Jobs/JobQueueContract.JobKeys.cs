using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task A_second_job_with_the_key_is_refused_until_the_first_has_ended()
    {
        var first = Keyed();
        (await DoAsync(first)).Applied.Should().BeTrue();
        RefusalOf(await DoAsync(Keyed())).Should().Contain($"Job {first.Job.Id} of type 'work' with the key 'k' has not ended (queued)");

        var running = await ClaimOneAsync();
        RefusalOf(await DoAsync(Keyed())).Should().Contain("(running)");
        (await DoAsync(Keyed("other"))).Applied.Should().BeTrue();
        (await DoAsync(NewJob(Now, type: "rest") with { Job = NewJob(Now, type: "rest").Job with { Key = "k" } })).Applied.Should()
            .BeTrue("each type has its own keys");
        await DoAsync(Fail(running, TimeSpan.FromMinutes(1)));
        RefusalOf(await DoAsync(Keyed())).Should().Contain("(queued)", "the job has another attempt");

        await DoAsync(new CancelJob(running.Id));
        (await DoAsync(Keyed())).Applied.Should().BeTrue();
    }

    [StoreFact]
    public async Task Queued_jobs_with_a_key_run_one_after_the_other_in_their_order()
    {
        var jobs = new List<JobId>();
        for (var i = 0; i < 4; i++)
            jobs.Add((await AddKeyedAsync(WhenKeyExists.Queue)).Id);
        (await FindAsync(jobs[1])).WaitsFor.Should().Equal(jobs[0]);

        for (var i = 0; i < 4; i++)
        {
            var job = await ClaimOneAsync();
            job.Id.Should().Be(jobs[i]);
            (await ClaimAsync()).Should().BeEmpty("the others wait");
            Now += TimeSpan.FromSeconds(1);
            await DoAsync(i == 1 ? Fail(job) : Succeed(job));
        }

        (await EventsAsync(jobs[3])).Should().Equal("queued", "released", "started", "succeeded");
        (await ClaimAsync()).Should().BeEmpty();
    }

    [StoreFact]
    public async Task A_cancelled_job_in_the_middle_of_the_queue_does_not_let_a_later_one_overtake()
    {
        var first = await AddKeyedAsync(WhenKeyExists.Queue);
        var second = await AddKeyedAsync(WhenKeyExists.Queue);
        var third = await AddKeyedAsync(WhenKeyExists.Queue);
        var running = await ClaimOneAsync();
        await DoAsync(new CancelJob(third.Id));
        var fourth = await AddKeyedAsync(WhenKeyExists.Queue);
        await DoAsync(new CancelJob(second.Id));
        await SettleAsync();

        (await ClaimAsync()).Should().BeEmpty();
        RefusalOf(await DoAsync(Keyed())).Should().NotBeNull();
        await DoAsync(Succeed(running));
        await SettleAsync();
        running.Id.Should().Be(first.Id);
        (await ClaimOneAsync()).Id.Should().Be(fourth.Id);
    }

    [StoreFact]
    public async Task A_new_job_replaces_the_waiting_one_and_waits_for_the_running_one()
    {
        var first = await AddKeyedAsync(WhenKeyExists.Replace);
        var second = await AddKeyedAsync(WhenKeyExists.Replace);
        var replaced = await FindAsync(first.Id);
        replaced.Job.State.Should().Be(JobState.Cancelled);
        replaced.Errors.Single().Message.Should().Be($"Replaced by job {second.Id}, which was enqueued with the same key.");
        (await EventsAsync(first.Id)).Should().Equal("queued", "cancelled");

        var running = await ClaimOneAsync();
        running.Id.Should().Be(second.Id);
        var third = await AddKeyedAsync(WhenKeyExists.Replace);
        var fourth = await AddKeyedAsync(WhenKeyExists.Replace);
        (await FindAsync(third.Id)).Job.State.Should().Be(JobState.Cancelled);
        (await FindAsync(fourth.Id)).WaitsFor.Should().Equal(second.Id);
        (await ClaimAsync()).Should().BeEmpty();

        await DoAsync(Succeed(running));
        await SettleAsync();
        (await ClaimOneAsync()).Id.Should().Be(fourth.Id);
    }

    [StoreFact]
    public async Task A_caller_replaces_only_its_own_jobs()
    {
        var first = await AddKeyedAsync(WhenKeyExists.Refuse, owner: "ann");
        foreach (var rule in (WhenKeyExists[])[WhenKeyExists.Replace, WhenKeyExists.RunOnceMore])
        {
            var other = Keyed("k", rule) with { OwnKeysOnly = true };
            RefusalOf(await DoAsync(other with { Job = other.Job with { Owner = "ben" } })).Should().Contain("belongs to another caller");
            RefusalOf(await DoAsync(other)).Should().Contain("belongs to another caller");
        }

        var own = Keyed("k", WhenKeyExists.Replace) with { OwnKeysOnly = true };
        (await DoAsync(own with { Job = own.Job with { Owner = "ann" } })).Applied.Should().BeTrue();
        (await FindAsync(first.Id)).Job.State.Should().Be(JobState.Cancelled);
    }

    [StoreFact]
    public async Task A_job_is_not_retried_by_hand_while_another_one_has_its_key()
    {
        var first = await AddKeyedAsync(WhenKeyExists.Refuse);
        await DoAsync(new CancelJob(first.Id));
        var second = await AddKeyedAsync(WhenKeyExists.Refuse);

        RefusalOf(await DoAsync(new RetryJob(first.Id))).Should().Contain($"Job {second.Id}").And.Contain($"Retry job {first.Id} when");
        await DoAsync(new CancelJob(second.Id));
        (await DoAsync(new RetryJob(first.Id))).Applied.Should().BeTrue();
        RefusalOf(await DoAsync(Keyed())).Should().Contain(first.Id.Value);
        (await ClaimOneAsync()).Id.Should().Be(first.Id);
    }

    [StoreFact]
    public async Task Concurrent_jobs_with_a_key_run_one_at_a_time()
    {
        var now = Now;
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
            DoAsync(Keyed("k", i % 2 == 0 ? WhenKeyExists.Refuse : WhenKeyExists.Queue))))).OrTimeout();
        var added = results.Count(result => result.Applied);
        added.Should().BeInRange(8, 9);
        for (var i = 0; i < added; i++)
        {
            await SettleAsync();
            await DoAsync(Succeed(await ClaimOneAsync()));
        }

        await SettleAsync();
        (await ClaimAsync()).Should().BeEmpty();
        Now.Should().Be(now);
    }

    private protected EnqueueJob Keyed(string key = "k", WhenKeyExists rule = WhenKeyExists.Refuse, TimeSpan? delay = null)
    {
        var job = NewJob(Now, delay: delay);
        return job with { Job = job.Job with { Key = key }, WhenKeyExists = rule };
    }

    private protected async Task<Job> AddKeyedAsync(WhenKeyExists rule, string? owner = null)
    {
        Now += TimeSpan.FromMilliseconds(2);
        var enqueue = Keyed("k", rule);
        var result = await DoAsync(enqueue with { Job = enqueue.Job with { Owner = owner } });
        result.Applied.Should().BeTrue();
        return result.Job!;
    }

    /// <summary>
    /// Runs transactions with a claim that takes no job, until all jobs know that the jobs for which they wait have ended.
    /// </summary>
    private protected async Task SettleAsync()
    {
        while ((await WriteAsync(Claim(types: ["nothing"]))).HasReleased)
        {
        }
    }

    private protected static string? RefusalOf(ChangeResult result)
    {
        (result.Applied, result.Job).Should().Be((false, null));
        result.Refusal!.Reason.Should().Be(RefusalReason.Conflict);
        return result.Refusal.Message;
    }
}
