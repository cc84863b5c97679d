using System.Text;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Several nodes that write to the job queue of one database at the same time.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlJobNodesTests : TestsWithTwoNodes
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);

    [PostgresFact]
    public async Task Nodes_that_claim_at_once_claim_each_job_once()
    {
        const int Jobs = 300;
        var enqueue = Batch([.. Enumerable.Range(0, Jobs).Select(_ => NewJob())]);
        await First.Jobs.WriteAsync(enqueue, CancellationToken.None).AsTask().OrTimeout();

        var claimed = await Task.WhenAll(
            ((PostgresNode[])[First, Second]).Select(node => Task.Run(() => ClaimAllAsync(node, Jobs)))).OrTimeout();

        claimed.SelectMany(mine => mine).Should().HaveCount(Jobs).And.OnlyHaveUniqueItems();
    }

    [PostgresFact]
    public async Task Changes_of_one_job_on_two_nodes_are_applied_one_after_the_other()
    {
        var job = (await First.Jobs.WriteAsync(Batch([NewJob()], Claim(1)), CancellationToken.None)).Claimed.Single().Job;

        // Each of these changes the row, so that the other node has to read it again.
        var changes = await Task.WhenAll(((PostgresNode[])[First, Second]).SelectMany(node => Enumerable.Range(0, 50).Select(i =>
            Task.Run(async () => (await node.Jobs.WriteAsync(
                Batch([new ReportProgress(job.Id, job.Token, i / 100.0, null)]), CancellationToken.None)).Outcomes.Single())))).OrTimeout();
        var ends = await Task.WhenAll(((PostgresNode[])[First, Second]).Select(node => Task.Run(async () =>
            (await node.Jobs.WriteAsync(Batch([Succeed(job)]), CancellationToken.None)).Outcomes.Single()))).OrTimeout();

        changes.Should().OnlyContain(change => change.Applied);
        ends.Count(end => end.Applied).Should().Be(1);
        (await EventsAsync(job.Id)).Should().HaveCount(103).And.EndWith("succeeded");
    }

    [PostgresFact]
    public async Task A_node_that_freezes_within_a_transaction_delays_no_other_node()
    {
        var enqueued = Enumerable.Range(0, 3).Select(_ => NewJob()).ToArray();
        await First.Jobs.WriteAsync(Batch([.. enqueued]), CancellationToken.None);
        await using var frozen = await Second.Database.Source.OpenConnectionAsync();
        var read = await PostgresqlJobReads.ReadAsync(frozen, Batch([], Claim(2)), new PostgresqlQueueScan(), CancellationToken.None);
        read.Jobs.Should().HaveCount(2, "it has locked them, and does not go on");

        var others = await First.Jobs.WriteAsync(Batch([NewJob()], Claim(10)), CancellationToken.None).AsTask().OrTimeout();
        others.Claimed.Should().HaveCount(2, "it skips what is locked");
        // The database ends the connection of the frozen node, and this change, which waited for it, is made.
        var cancel = Batch([new CancelJob(enqueued[0].Job.Id)]);
        var cancelled = await First.Jobs.WriteAsync(cancel, CancellationToken.None).AsTask().OrTimeout();
        cancelled.Outcomes.Single().Applied.Should().BeTrue();
        (await First.Jobs.WriteAsync(Batch([], Claim(10)), CancellationToken.None).AsTask().OrTimeout()).Claimed
            .Should().ContainSingle("the other job that was locked is free");

        var write = async () => await new NpgsqlCommand("COMMIT", frozen).ExecuteNonQueryAsync();
        await write.Should().ThrowAsync<NpgsqlException>("it has lost its connection");
    }

    [PostgresFact]
    public async Task A_batch_whose_answer_is_lost_is_written_once()
    {
        const int Jobs = 200;
        using var stopping = new CancellationTokenSource();
        var cutting = Task.Run(() => CutAsync(stopping.Token));
        var ids = new List<JobId>();
        try
        {
            foreach (var node in (PostgresNode[])[First, Second])
            {
                for (var i = 0; i < Jobs / 2; i++)
                {
                    var result = await node.Jobs.WriteAsync(Batch([NewJob()], Claim(1)), CancellationToken.None).AsTask().OrTimeout();
                    var job = result.Claimed.Single().Job;
                    var end = await node.Jobs.WriteAsync(Batch([Succeed(job)]), CancellationToken.None).AsTask().OrTimeout();
                    end.Outcomes.Single().Applied.Should().BeTrue();
                    ids.Add(job.Id);
                }
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await cutting.OrTimeout();
        }

        (await cutting).Should().BePositive("connections were cut");
        ids.Should().HaveCount(Jobs).And.OnlyHaveUniqueItems();
        foreach (var id in ids)
            (await EventsAsync(id)).Should().Equal("queued", "started", "succeeded");
    }

    [PostgresFact]
    public async Task The_clock_of_the_database_counts_where_that_of_the_machine_is_wrong()
    {
        var machine = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(5));
        var clock = new PostgresqlClock(machine);
        await using var connection = await First.Database.Source.OpenConnectionAsync();

        await clock.MeasureAsync(connection, CancellationToken.None).OrTimeout();

        clock.Offset.Should().BeCloseTo(TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(1));
        First.Database.Clock.Offset.Should().BeCloseTo(
            TimeSpan.Zero, TimeSpan.FromSeconds(30), "this machine has the clock of the database");
    }

    [PostgresFact]
    public async Task A_job_starts_although_the_jobs_for_which_it_waits_end_on_two_nodes_while_it_is_enqueued()
    {
        const int Rounds = 30;
        for (var round = 0; round < Rounds; round++)
        {
            var started = await First.Jobs.WriteAsync(Batch([NewJob(), NewJob()], Claim(2)), CancellationToken.None);
            var (first, second) = (started.Claimed[0].Job, started.Claimed[1].Job);
            var after = NewJob() with { After = [first.Id, second.Id] };

            await Task.WhenAll(
                Task.Run(() => First.Jobs.WriteAsync(Batch([Succeed(first)]), CancellationToken.None).AsTask()),
                Task.Run(() => Second.Jobs.WriteAsync(Batch([Succeed(second)]), CancellationToken.None).AsTask()),
                Task.Run(() => Second.Jobs.WriteAsync(Batch([after]), CancellationToken.None).AsTask())).OrTimeout();

            var claimed = new List<JobId>();
            await Eventually.BecomesAsync(
                async () =>
                {
                    var result = await First.Jobs.WriteAsync(Batch([], Claim(1)), CancellationToken.None);
                    claimed.AddRange(result.Claimed.Select(each => each.Job.Id));
                    return claimed.Count;
                },
                count => count == 1);
            claimed.Should().Equal(after.Job.Id);
        }
    }

    [PostgresFact]
    public async Task A_node_of_an_earlier_version_that_ends_a_job_releases_the_jobs_that_wait_for_it()
    {
        var job = (await First.Jobs.WriteAsync(Batch([NewJob()], Claim(1)), CancellationToken.None)).Claimed.Single().Job;
        var after = NewJob() with { After = [job.Id] };
        await First.Jobs.WriteAsync(Batch([after]), CancellationToken.None);
        // The earlier version knows none of the columns for links, and writes only those that it knows.
        await using (var earlier = await Second.Database.Source.OpenConnectionAsync())
        {
            await using var end = new NpgsqlCommand(
                "UPDATE streaming.jobs SET version = version + 1, state = 2, ended = 1, lease = NULL WHERE id = $1", earlier);
            end.Parameters.Add(new NpgsqlParameter<string> { TypedValue = job.Id.Value });
            await end.ExecuteNonQueryAsync();
        }

        // A full claim, which visits the whole queue, looks for jobs that another node has ended.
        var claimed = await Eventually.BecomesAsync(
            async () => (await First.Jobs.WriteAsync(Batch([], Claim(1)), CancellationToken.None)).Claimed, claimed => claimed.Count > 0);
        claimed.Single().Job.Id.Should().Be(after.Job.Id);
    }

    private static DateTime Now() => TimeProvider.System.UtcNowMicroseconds();

    private static JobBatch Batch(IReadOnlyList<JobChange> changes, JobClaim? claim = null) => new(Now(), changes, claim);

    private static JobClaim Claim(int slots) =>
        new("worker", s_lease, 0, 9, [new SlotGroup(new HashSet<string>(["work"], StringComparer.Ordinal), slots)]);

    private static EnqueueJob NewJob()
    {
        var now = Now();
        return new EnqueueJob(
            new Job
            {
                Id = JobId.New(now),
                Type = "work",
                Created = now,
                Due = now,
                Attempts = 3,
                TimeLimit = TimeSpan.FromMinutes(1),
            },
            "{}"u8.ToArray(),
            Key: null);
    }

    private static EndAttempt Succeed(Job job) => new(job.Id, job.Token, new AttemptResult.Success(Encoding.UTF8.GetBytes("{}")));

    private static async Task<List<JobId>> ClaimAllAsync(PostgresNode node, int jobs)
    {
        var mine = new List<JobId>();
        // A claim may find only jobs that the other node has locked at that moment.
        for (var empty = 0; empty < 20 && mine.Count < jobs;)
        {
            var result = await node.Jobs.WriteAsync(Batch([], Claim(3)), CancellationToken.None);
            empty = result.Claimed.Count == 0 ? empty + 1 : 0;
            mine.AddRange(result.Claimed.Select(claimed => claimed.Job.Id));
        }

        return mine;
    }

    private async Task<IEnumerable<string>> EventsAsync(JobId id)
    {
        var state = await First.Log.StateAsync(id.Topic.Value);
        return (await First.Log.PageAsync(id.Topic.Value, 1, state.Newest)).Select(message => message.Type);
    }

    // Ends the connections of the nodes again and again, some of them between a commit and its answer.
    private async Task<long> CutAsync(CancellationToken stopping)
    {
        var cut = 0L;
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!stopping.IsCancellationRequested)
        {
            cut += await Database.CutAsync("application_name = 'streaming'");
            await turns.WaitForNextTickAsync(CancellationToken.None);
        }

        return cut;
    }
}
