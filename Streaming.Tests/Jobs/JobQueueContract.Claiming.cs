using System.Text;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task A_job_is_queued_and_claimed_with_its_arguments()
    {
        var enqueue = NewJob(Now, arguments: """{"name":"größer"}""");
        (await DoAsync(enqueue)).Should().Be(new ChangeResult(Applied: true, enqueue.Job));

        var claimed = (await ClaimAsync()).Single();

        Encoding.UTF8.GetString(claimed.Arguments).Should().Be("""{"name":"größer"}""");
        claimed.Job.Should().BeEquivalentTo(
            enqueue.Job with { State = JobState.Running, Attempt = 1, Token = 1, Started = Now, Lease = Now + Lease, Worker = "worker" });
        (await FindAsync(enqueue.Job.Id)).Job.Should().Be(claimed.Job);
        (await EventsAsync(enqueue.Job.Id)).Should().Equal("queued", "started");
    }

    [StoreFact]
    public async Task A_job_is_claimed_with_the_trace_context_of_its_enqueuer_at_each_attempt()
    {
        var trace = new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1,other=2");
        var without = trace with { State = null };
        await DoAsync(NewJob(Now) with { Trace = trace });
        Now += TimeSpan.FromMilliseconds(2);
        await DoAsync(NewJob(Now) with { Trace = without });
        Now += TimeSpan.FromMilliseconds(2);
        await DoAsync(NewJob(Now));
        var first = await ClaimAsync();
        first.Select(claimed => claimed.Trace).Should().Equal(trace, without, null);

        await DoAsync(Fail(first[0].Job, TimeSpan.Zero));
        (await ClaimAsync()).Single().Trace.Should().Be(trace);
        (await WriteAsync(Claim(), NewJob(Now) with { Trace = trace })).Claimed.Single().Trace.Should().Be(trace);
    }

    [StoreFact]
    public async Task Running_jobs_are_listed_with_their_workers()
    {
        await AddAsync();
        var ended = await ClaimOneAsync();
        await DoAsync(Succeed(ended));
        await AddAsync();
        var running = await ClaimOneAsync();
        await AddAsync();

        (await Queue.ListRunningAsync(CancellationToken.None).OrTimeout()).Should().Equal(running);
    }

    [StoreFact]
    public async Task A_job_is_claimed_once()
    {
        await AddAsync();
        (await ClaimAsync()).Should().HaveCount(1);
        (await ClaimAsync()).Should().BeEmpty();
    }

    [StoreFact]
    public async Task A_job_may_be_claimed_in_the_transaction_that_enqueues_it()
    {
        var result = await WriteAsync(Claim(), NewJob(Now), NewJob(Now));
        result.Claimed.Should().HaveCount(2);
        result.Events.Select(each => each.Append.Messages.Single().Type).Should().Equal("queued", "queued", "started", "started");
        result.Events.Select(each => each.Result.Last).Should().Equal(1, 1, 2, 2);
    }

    [StoreFact]
    public async Task Jobs_are_claimed_by_priority_and_then_by_due_time()
    {
        var late = await AddAsync(priority: 5, delay: TimeSpan.FromSeconds(2));
        var early = await AddAsync(priority: 5);
        var low = await AddAsync(priority: 0);
        var urgent = await AddAsync(priority: 9);
        Now += TimeSpan.FromSeconds(5);

        (await ClaimAsync(most: 1)).Single().Job.Id.Should().Be(urgent);
        (await ClaimAsync()).Select(claimed => claimed.Job.Id).Should().Equal(early, late, low);
    }

    [StoreFact]
    public async Task Jobs_of_several_types_with_one_priority_are_claimed_by_due_time()
    {
        var first = await AddAsync("z");
        var second = await AddAsync("a");
        var third = await AddAsync("z");
        var result = await WriteAsync(Claim(most: 100, types: ["a", "z"]));
        result.Claimed.Select(claimed => claimed.Job.Id).Should().Equal(first, second, third);
    }

    [StoreFact]
    public async Task A_job_is_not_claimed_before_it_is_due_and_the_result_has_the_time_of_the_next_claim()
    {
        var id = await AddAsync(delay: TimeSpan.FromSeconds(3));
        var due = (await FindAsync(id)).Job.Due;
        await AddAsync(delay: TimeSpan.FromMinutes(3));

        var early = await WriteAsync(Claim());
        early.Claimed.Should().BeEmpty();
        early.MayHaveMore.Should().BeFalse();
        early.NextClaim.Should().Be(due);

        Now = due;
        (await ClaimOneAsync()).Id.Should().Be(id);
    }

    [StoreFact]
    public async Task No_more_jobs_are_claimed_than_slots_are_free()
    {
        for (var i = 0; i < 5; i++)
            await AddAsync();
        var some = await WriteAsync(Claim(most: 3));
        some.Claimed.Should().HaveCount(3);
        some.MayHaveMore.Should().BeTrue();
        var rest = await WriteAsync(Claim(most: 3));
        rest.Claimed.Should().HaveCount(2);
        rest.MayHaveMore.Should().BeFalse();
    }

    [StoreFact]
    public async Task Each_slot_group_has_its_own_slots()
    {
        for (var i = 0; i < 3; i++)
        {
            await AddAsync("quick");
            await AddAsync("heavy");
        }

        var claim = Claim() with { SlotGroups = [new(new HashSet<string>(["quick"]), 10), new(new HashSet<string>(["heavy"]), 1)] };
        var result = await WriteAsync(claim);
        result.Claimed.GroupBy(claimed => claimed.Job.Type).ToDictionary(group => group.Key, group => group.Count()).Should()
            .Equal(new Dictionary<string, int> { ["quick"] = 3, ["heavy"] = 1 });
        result.MayHaveMore.Should().BeTrue();
    }

    [StoreFact]
    public async Task A_worker_claims_only_its_configured_priorities()
    {
        var urgent = await AddAsync(priority: 9);
        await AddAsync(priority: 4);
        var middle = await AddAsync(priority: 5);
        (await ClaimAsync(lowest: 5, highest: 8)).Single().Job.Id.Should().Be(middle);
        (await ClaimAsync(lowest: 5)).Single().Job.Id.Should().Be(urgent);
    }

    [StoreFact]
    public async Task Jobs_without_a_handler_wait_are_reported_and_delay_no_other_jobs()
    {
        var strange = await AddAsync("strange", priority: 9);
        var known = await AddAsync(priority: 1);

        var result = await WriteAsync(Claim());

        result.Claimed.Single().Job.Id.Should().Be(known);
        result.UnknownTypes.Should().Equal("strange");
        (await FindAsync(strange)).Job.State.Should().Be(JobState.Queued);
        (await WriteAsync(Claim(types: ["strange"]))).Claimed.Single().Job.Id.Should().Be(strange);
    }

    [StoreFact]
    public async Task Many_concurrent_workers_claim_each_job_once()
    {
        const int Jobs = 200;
        for (var i = 0; i < Jobs; i++)
            await AddAsync();
        var now = Now;
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var mine = new List<JobId>();
            while (await Queue.WriteAsync(
                new JobBatch(now, [], Claim(most: 3)), CancellationToken.None) is { Claimed: { Count: > 0 } claimed })
                mine.AddRange(claimed.Select(each => each.Job.Id));
            return mine;
        }))).OrTimeout();
        claims.SelectMany(mine => mine).Should().HaveCount(Jobs).And.OnlyHaveUniqueItems();
    }
}
