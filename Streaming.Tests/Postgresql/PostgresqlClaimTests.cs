using System.Text;
using System.Text.Json;
using Npgsql;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Claims of jobs by several nodes, and while another transaction is open.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlClaimTests : TestsWithTwoNodes
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);

    private DateTime _lastJob;

    [PostgresFact]
    public async Task Nodes_that_claim_at_once_keep_the_concurrency_of_a_type()
    {
        const int Jobs = 40;
        const int Most = 3;
        await WriteAsync(First, [.. Enumerable.Range(0, Jobs).Select(_ => NewJob())]);
        var (running, most, ended) = (0, 0, 0);

        await Task.WhenAll(((PostgresNode[])[First, Second]).Select(node => Task.Run(async () =>
        {
            while (Volatile.Read(ref ended) < Jobs)
            {
                var claimed = (await WriteAsync(node, [], Claim(10, new JobTypeBounds(null, Most, null)))).Claimed;
                Raise(ref most, Interlocked.Add(ref running, claimed.Count));
                foreach (var job in claimed)
                {
                    Interlocked.Decrement(ref running);
                    await WriteAsync(node, [Succeed(job.Job)]);
                    Interlocked.Increment(ref ended);
                }
            }
        }))).OrTimeout();

        most.Should().Be(Most);
        ended.Should().Be(Jobs);
    }

    [PostgresFact]
    public async Task Nodes_that_claim_at_once_keep_the_rate_of_a_type()
    {
        await WriteAsync(First, [.. Enumerable.Range(0, 20).Select(_ => NewJob())]);
        var bounds = new JobTypeBounds(null, null, JobRate.PerHour(5));

        var claimed = await Task.WhenAll(((PostgresNode[])[First, Second]).Select(node => Task.Run(async () =>
        {
            var count = 0;
            for (var i = 0; i < 10; i++)
                count += (await WriteAsync(node, [], Claim(2, bounds))).Claimed.Count;
            return count;
        }))).OrTimeout();

        claimed.Sum().Should().Be(5);
    }

    [PostgresFact]
    public async Task A_node_that_freezes_in_a_claim_of_a_type_with_bounds_delays_no_other_node()
    {
        await WriteAsync(First, [NewJob(), NewJob()]);
        var claim = Claim(1, new JobTypeBounds(null, 5, null));
        await using var frozen = await Second.Database.Source.OpenConnectionAsync();
        var read = await PostgresqlJobReads.ReadAsync(frozen, Batch([], claim), new PostgresqlQueueScan(), CancellationToken.None);
        read.Jobs.Should().ContainSingle("it has locked the job and its type, and does not go on");

        var others = await WriteAsync(First, [NewJob("other")], claim);

        others.Claimed.Should().ContainSingle().Which.Job.Type.Should().Be("other");
        others.NextClaim.Should().BeBefore(Now().AddSeconds(1), "it tries again soon");
        // The database ends the connection of the frozen node, and this change, which waited for it, is made.
        await WriteAsync(First, [new CancelJob(read.Jobs.Single().Job.Id)]);
        (await WriteAsync(First, [], claim)).Claimed.Should().ContainSingle("the type is free").Which.Job.Type.Should().Be("work");
        var write = async () => await new NpgsqlCommand("COMMIT", frozen).ExecuteNonQueryAsync();
        await write.Should().ThrowAsync<NpgsqlException>("it has lost its connection");
    }

    [PostgresFact]
    public async Task A_job_of_a_type_that_a_node_does_not_know_yet_is_claimed_by_its_next_full_claim()
    {
        (await WriteAsync(First, [], Claim(1))).Claimed.Should().BeEmpty();
        await WriteAsync(Second, [NewJob("other")]);

        await Eventually.BecomesAsync(async () => (await WriteAsync(First, [], Claim(1))).Claimed.Count, count => count == 1);
    }

    [PostgresFact]
    public async Task A_claim_touches_few_pages_however_long_another_transaction_is_open()
    {
        await using var open = new NpgsqlConnection(Database.ConnectionString + ";Pooling=false");
        await open.OpenAsync().OrTimeout();
        await RunJobsAsync(200);
        var before = await PagesAsync();
        await using var begin = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT txid_current()", open);
        await begin.ExecuteNonQueryAsync().OrTimeout();
        await RunJobsAsync(3_000);
        // The margin of a claim that is not full begins after these jobs.
        await Eventually.BecomesAsync(() => Task.FromResult(Now() - _lastJob), age => age > TimeSpan.FromSeconds(1));

        var (full, bounded) = await PagesAsync();

        full.Should().BeGreaterThan(before.Bounded * 2, "the index has the entries of all jobs that have left the queue");
        bounded.Should().BeLessThanOrEqualTo((before.Bounded * 13 / 10) + 4);
    }

    private async Task RunJobsAsync(int count)
    {
        for (var i = 0; i < count; i += 50)
        {
            var batch = Enumerable.Range(0, 50).Select(_ => NewJob()).ToArray();
            await WriteAsync(First, batch);
            var claimed = (await WriteAsync(First, [], Claim(50))).Claimed;
            await WriteAsync(First, [.. claimed.Select(each => Succeed(each.Job))]);
        }

        _lastJob = Now();
    }

    // The pages that the function reads for a full claim and for one that begins half a second ago, with the plans in memory.
    private async Task<(int Full, int Bounded)> PagesAsync()
    {
        var from = PostgresqlTime.From(Now().AddMilliseconds(-500));
        return (await PagesAsync("NULL, '{}', '{}'"), await PagesAsync($"ARRAY[5::smallint], ARRAY['work'], ARRAY[{from}]"));
    }

    private async Task<int> PagesAsync(string keys)
    {
        await using var connection = new NpgsqlConnection(Database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync().OrTimeout();
        var least = int.MaxValue;
        for (var i = 1; i <= 10; i++)
        {
            await using var command = new NpgsqlCommand(
                $"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM streaming.claim_v2({PostgresqlTime.From(Now())}, 0::smallint, " +
                $"9::smallint, ARRAY['work'], ARRAY[1], ARRAY[NULL::int], ARRAY[NULL::int], ARRAY[NULL::int], " +
                $"ARRAY[NULL::bigint], ARRAY[20], '{{}}', {keys})",
                connection);
            var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync().OrTimeout())!).RootElement[0].GetProperty("Plan");
            least = Math.Min(least, plan.GetProperty("Shared Hit Blocks").GetInt32() + plan.GetProperty("Shared Read Blocks").GetInt32());
        }

        return least;
    }

    private static DateTime Now() => TimeProvider.System.UtcNowMicroseconds();

    private static JobBatch Batch(IReadOnlyList<JobChange> changes, JobClaim? claim = null) => new(Now(), changes, claim);

    private static async Task<JobBatchResult> WriteAsync(PostgresNode node, IReadOnlyList<JobChange> changes, JobClaim? claim = null) =>
        await node.Jobs.WriteAsync(Batch(changes, claim), CancellationToken.None).AsTask().OrTimeout();

    private static JobClaim Claim(int slots, JobTypeBounds? bounds = null) =>
        new("worker", s_lease, 0, 9, [new SlotGroup(new HashSet<string>(["work", "other"], StringComparer.Ordinal), slots)])
        {
            Bounds = new[] { bounds }.OfType<JobTypeBounds>().ToDictionary(_ => "work", StringComparer.Ordinal),
        };

    private static EnqueueJob NewJob(string type = "work")
    {
        var now = Now();
        return new EnqueueJob(
            new Job
            {
                Id = JobId.New(now),
                Type = type,
                Priority = 5,
                Created = now,
                Due = now,
                Attempts = 3,
                TimeLimit = TimeSpan.FromMinutes(1),
            },
            "{}"u8.ToArray(),
            Key: null);
    }

    private static EndAttempt Succeed(Job job) => new(job.Id, job.Token, new AttemptResult.Success(Encoding.UTF8.GetBytes("{}")));

    private static void Raise(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen;)
            seen = Volatile.Read(ref most);
    }
}
