using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task A_type_never_runs_more_jobs_at_once_than_its_concurrency()
    {
        for (var i = 0; i < 4; i++)
            await AddAsync();

        var first = await WriteAsync(Bounded(concurrency: 2));
        var second = await WriteAsync(Bounded(concurrency: 2));

        first.Claimed.Should().HaveCount(2);
        second.Claimed.Should().BeEmpty();
        second.WaitsForEnd.Should().BeTrue("the end of a job makes room");
        second.MayHaveMore.Should().BeFalse("a further claim alone finds none");
        (await WriteAsync(Bounded(concurrency: 2), Succeed(first.Claimed[0].Job))).Claimed.Should()
            .HaveCount(1, "the transaction that ends a job starts the next one");
    }

    [StoreFact]
    public async Task A_type_at_its_concurrency_delays_no_job_of_another_type()
    {
        for (var i = 0; i < 3; i++)
            await AddAsync(priority: 9);
        var other = await AddAsync("other", priority: 1);

        var claimed = (await WriteAsync(Bounded(concurrency: 1, types: ["work", "other"]))).Claimed;

        claimed.Should().HaveCount(2);
        claimed[1].Job.Id.Should().Be(other);
    }

    [StoreFact]
    public async Task A_job_whose_worker_is_lost_no_longer_counts_towards_the_concurrency()
    {
        var lost = await AddAsync();
        (await WriteAsync(Bounded(concurrency: 1))).Claimed.Single().Job.Id.Should().Be(lost);
        await AddAsync();
        (await WriteAsync(Bounded(concurrency: 1))).Claimed.Should().BeEmpty();

        Now += Lease + TimeSpan.FromSeconds(1);

        (await WriteAsync(Bounded(concurrency: 1))).Claimed.Should().ContainSingle();
    }

    [StoreFact]
    public async Task A_process_runs_no_more_jobs_of_a_type_than_it_may()
    {
        for (var i = 0; i < 3; i++)
            await AddAsync();
        (await WriteAsync(Bounded(freeHere: 0))).Should().Match<JobBatchResult>(result => result.Claimed.Count == 0 && result.WaitsForEnd);
        (await WriteAsync(Bounded(freeHere: 2))).Claimed.Should().HaveCount(2);
    }

    [StoreFact]
    public async Task No_more_jobs_of_a_type_start_in_a_period_than_its_rate_allows()
    {
        var rate = new JobRate(2, TimeSpan.FromSeconds(5));
        for (var i = 0; i < 5; i++)
            await AddAsync();
        var start = Now;

        var first = await WriteAsync(Bounded(rate: rate));
        first.Claimed.Should().HaveCount(2);
        first.NextClaim.Should().Be(start + rate.Period, "the next job may then start");
        Now = start + rate.Period - TimeSpan.FromMilliseconds(1);
        (await WriteAsync(Bounded(rate: rate))).Claimed.Should().BeEmpty();
        Now = start + rate.Period;
        (await WriteAsync(Bounded(rate: rate))).Claimed.Should().HaveCount(2);
    }

    [StoreFact]
    public async Task A_retried_attempt_counts_as_a_start()
    {
        var rate = new JobRate(1, TimeSpan.FromSeconds(5));
        await AddAsync();
        var job = (await WriteAsync(Bounded(rate: rate))).Claimed.Single().Job;
        Now += TimeSpan.FromSeconds(1);

        (await WriteAsync(Bounded(rate: rate), Fail(job, TimeSpan.Zero))).Claimed.Should().BeEmpty();

        Now += TimeSpan.FromSeconds(4);
        (await WriteAsync(Bounded(rate: rate))).Claimed.Single().Job.Attempt.Should().Be(2);
    }

    [StoreFact]
    public async Task A_delayed_job_of_a_type_with_bounds_causes_no_claims_before_it_is_due()
    {
        var id = await AddAsync(delay: TimeSpan.FromSeconds(8));
        var due = (await FindAsync(id)).Job.Due;

        var result = await WriteAsync(Bounded(concurrency: 1, rate: JobRate.PerSecond(1)));

        result.NextClaim.Should().Be(due);
        result.WaitsForEnd.Should().BeFalse();
    }

    [StoreFact]
    public async Task Many_concurrent_workers_keep_the_concurrency_of_a_type()
    {
        const int Jobs = 60;
        const int Most = 3;
        for (var i = 0; i < Jobs; i++)
            await AddAsync();
        var now = Now;
        var (running, most, ended) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref ended) < Jobs)
            {
                var result = await Queue.WriteAsync(new JobBatch(now, [], Bounded(concurrency: Most)), CancellationToken.None);
                foreach (var claimed in result.Claimed)
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref running));
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                    await Queue.WriteAsync(new JobBatch(now, [Succeed(claimed.Job)]), CancellationToken.None);
                    Interlocked.Increment(ref ended);
                }
            }
        }))).OrTimeout();
        most.Should().BeLessThanOrEqualTo(Most);
        ended.Should().Be(Jobs);
    }

    private protected static JobClaim Bounded(
        int? freeHere = null, int? concurrency = null, JobRate? rate = null, params string[] types) => Claim(types: types) with
        {
            Bounds = new Dictionary<string, JobTypeBounds>(StringComparer.Ordinal)
            {
                ["work"] = new JobTypeBounds(freeHere, concurrency, rate),
            },
        };

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen
            && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = Volatile.Read(ref most))
        {
        }
    }
}
