using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task A_job_that_waits_for_its_children_runs_again_when_they_have_ended_and_no_attempt_counts()
    {
        var parent = await ClaimParentAsync(attempts: 1);
        var first = await AddChildAsync(parent, "first");
        var second = await AddChildAsync(parent, "second");
        (await DoAsync(Child(parent, "first"))).Should().Match<ChangeResult>(result => !result.Applied && result.Job!.Id == first.Id);

        (await DoAsync(WaitForChildren(parent))).Job.Should().Match<Job>(job => job.State == JobState.Queued && job.Attempt == 0);
        (await FindAsync(parent.Id)).WaitsFor.Should().BeEquivalentTo([first.Id, second.Id]);
        foreach (var child in (await ClaimAsync()).Select(claimed => claimed.Job).ToList())
        {
            child.Parent.Should().Be(parent.Id);
            (await WriteAsync(Claim(types: ["parent"]))).Claimed.Should().BeEmpty();
            await DoAsync(child.Id == first.Id ? Succeed(child) : Fail(child, error: "It broke."));
        }

        await SettleAsync();
        var again = (await WriteAsync(Claim(types: ["parent"]))).Claimed.Single().Job;
        (again.Id, again.Attempt).Should().Be((parent.Id, 1));
        var children = await Queue.ListChildrenAsync(parent.Id, CancellationToken.None).OrTimeout();
        children.Select(child => (child.Name, child.IsOpen, child.Job.State, child.Errors.SingleOrDefault()?.Message)).Should().Equal(
            ("first", false, JobState.Succeeded, null), ("second", false, JobState.Failed, "It broke."));
        await DoAsync(Succeed(again));
        (await EventsAsync(parent.Id)).Should().Equal("queued", "started", "waiting", "released", "started", "succeeded");
    }

    [StoreFact]
    public async Task A_job_whose_children_end_before_it_waits_runs_again_at_once()
    {
        var parent = await ClaimParentAsync();
        await AddChildAsync(parent, "only");
        await DoAsync(Succeed(await ClaimOneAsync()));
        await SettleAsync();

        var result = await WriteAsync(Claim(types: ["parent"]), WaitForChildren(parent));
        result.Claimed.Single().Job.Should().Match<Job>(job => job.Id == parent.Id && job.Attempt == 1);
    }

    [StoreFact]
    public async Task A_failed_attempt_is_retried_while_the_children_run_and_adds_no_second_children()
    {
        var parent = await ClaimParentAsync();
        var child = await AddChildAsync(parent, "only");
        await DoAsync(Fail(parent, TimeSpan.Zero));

        var again = (await WriteAsync(Claim(types: ["parent"]))).Claimed.Single().Job;
        (await DoAsync(Child(parent, "late"))).Should().Be(default(ChangeResult), "the first attempt has lost its lease");
        (await DoAsync(Child(again, "only"))).Job!.Id.Should().Be(child.Id);
        await DoAsync(WaitForChildren(again));
        await DoAsync(Succeed(await ClaimOneAsync()));
        await SettleAsync();
        (await WriteAsync(Claim(types: ["parent"]))).Claimed.Single().Job.Attempt.Should().Be(2);
    }

    [StoreFact]
    public async Task A_job_that_waits_for_its_children_can_be_cancelled_and_retried()
    {
        var parent = await ClaimParentAsync();
        await AddChildAsync(parent, "only");
        await DoAsync(WaitForChildren(parent));
        (await DoAsync(new CancelJob(parent.Id))).Job!.State.Should().Be(JobState.Cancelled);
        (await DoAsync(new RetryJob(parent.Id))).Applied.Should().BeTrue();

        (await WriteAsync(Claim(types: ["parent"]))).Claimed.Should().BeEmpty("it waits for its child again");
        await DoAsync(Succeed(await ClaimOneAsync()));
        await SettleAsync();
        (await WriteAsync(Claim(types: ["parent"]))).Claimed.Should().ContainSingle();
    }

    [StoreFact]
    public async Task A_child_cannot_wait_for_a_job_that_could_wait_for_its_parent()
    {
        var parent = await ClaimParentAsync();
        var strange = await AddAsync("strange");
        var sibling = await AddChildAsync(parent, "sibling");

        foreach (var before in (JobId[])[parent.Id, strange])
        {
            var result = await DoAsync(Child(parent, "child") with { After = [before] });
            result.Refusal!.Message.Should().Contain($"Job {before}").And.Contain("is no child of");
        }

        await DoAsync(Keyed("k"));
        var keyed = Child(parent, "keyed") with { WhenKeyExists = WhenKeyExists.Queue };
        RefusalOf(await DoAsync(keyed with { Job = keyed.Job with { Key = "k" } })).Should().Contain("could wait for each other");
        (await DoAsync(Child(parent, "child") with { After = [sibling.Id] })).Applied.Should().BeTrue();
    }

    [StoreFact]
    public async Task A_child_is_kept_until_its_parent_has_ended()
    {
        var parent = await ClaimParentAsync();
        var child = await AddChildAsync(parent, "only");
        await DoAsync(Succeed(await ClaimOneAsync()));
        await SettleAsync();
        Now += TimeSpan.FromDays(10);
        await DeleteAsync();
        (await FindAsync(child.Id)).Job.State.Should().Be(JobState.Succeeded);

        var again = (await WriteAsync(Claim(types: ["parent"]))).Claimed.Single().Job;
        await DoAsync(Succeed(again));
        Now += TimeSpan.FromDays(10);
        await DeleteAsync();
        (await Queue.FindAsync(child.Id, CancellationToken.None).OrTimeout()).Should().BeNull();
        (await Queue.ListChildrenAsync(parent.Id, CancellationToken.None).OrTimeout()).Should().BeEmpty();
    }

    [StoreFact]
    public async Task The_number_of_children_is_limited()
    {
        var parent = await ClaimParentAsync();
        await WriteAsync(claim: null, [.. Enumerable.Range(0, ChildOf.MaxChildren).Select(i => Child(parent, $"{i}"))]);
        (await DoAsync(Child(parent, "more"))).Refusal!.Message.Should().Contain("1000 children already");
        (await DoAsync(Child(parent, "999"))).Job.Should().NotBeNull("this child exists");
    }

    private async Task<Job> ClaimParentAsync(int attempts = 3)
    {
        await AddAsync("parent", attempts: attempts);
        return (await WriteAsync(Claim(types: ["parent"]))).Claimed.Single().Job;
    }

    private EnqueueJob Child(Job parent, string name)
    {
        var job = NewJob(Now);
        return job with
        {
            Job = job.Job with { Id = JobId.OfChild(parent.Id, name), Parent = parent.Id },
            Child = new ChildOf(parent.Id, parent.Token, name),
        };
    }

    private async Task<Job> AddChildAsync(Job parent, string name)
    {
        var result = await DoAsync(Child(parent, name));
        result.Applied.Should().BeTrue();
        return result.Job!;
    }

    private async Task DeleteAsync() => await Queue.DeleteOldAsync(new JobCutoffs(Now), Now, CancellationToken.None).OrTimeout();

    private static EndAttempt WaitForChildren(Job job) => new(job.Id, job.Token, new AttemptResult.WaitForChildren());
}
