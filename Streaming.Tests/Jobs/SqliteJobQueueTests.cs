using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public sealed class SqliteJobQueueTests : JobQueueContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_transaction_with_a_failed_change_is_rolled_back_completely()
    {
        var before = await AddAsync();
        using (var connection = Stores.Database(_folder).Open())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "CREATE TRIGGER refuse BEFORE INSERT ON jobs WHEN NEW.type = 'poison' BEGIN SELECT RAISE(ABORT, " +
                "'poison'); END";
            command.ExecuteNonQuery();
        }

        var enqueued = NewJob(Now);
        var write = () => WriteAsync(Claim(), enqueued, new CancelJob(before), NewJob(Now, type: "poison"));

        await write.Should().ThrowAsync<RefusalException>().WithMessage("*nothing was stored*");
        (await Queue.FindAsync(enqueued.Job.Id, CancellationToken.None).OrTimeout()).Should().BeNull();
        (await EventsAsync(enqueued.Job.Id)).Should().BeEmpty();
        (await EventsAsync(before)).Should().Equal("queued");
        (await ClaimOneAsync()).Id.Should().Be(before, "the queue works after the failure");
    }

    [Fact]
    public async Task Two_processes_on_the_file_claim_each_job_once()
    {
        const int Jobs = 100;
        for (var i = 0; i < Jobs; i++)
            await AddAsync();
        await using var otherLog = Stores.Sqlite(_folder);
        await otherLog.StartAsync(CancellationToken.None).OrTimeout();
        using var other = new SqliteJobQueue(otherLog);
        var now = Now;

        var claims = await Task.WhenAll(((IJobQueue[])[Queue, other]).Select(queue => Task.Run(async () =>
        {
            var mine = new List<JobId>();
            while (await queue.WriteAsync(
                new JobBatch(now, [], Claim(most: 2)), CancellationToken.None) is { Claimed: { Count: > 0 } claimed })
                mine.AddRange(claimed.Select(each => each.Job.Id));
            return mine;
        }))).OrTimeout();

        claims.SelectMany(mine => mine).Should().HaveCount(Jobs).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_transaction_number_is_not_reused_after_its_topics_are_deleted()
    {
        await using var otherLog = Stores.Sqlite(_folder);
        await otherLog.StartAsync(CancellationToken.None).OrTimeout();
        var id = await AddAsync();
        await DoAsync(new CancelJob(id));
        var last = await LastMoveAsync();
        Now += TimeSpan.FromDays(1);
        (await Queue.DeleteOldAsync(new JobCutoffs(Now), Now, CancellationToken.None).OrTimeout()).Should().ContainSingle();
        await otherLog.AppendAsync("news", "x");
        (await LastMoveAsync()).Should().BeGreaterThan(last);

        Task<long> LastMoveAsync() =>
            ((SqliteTopicLog)Log).Threads.RunAsync(reader => reader.LastTransaction(), CancellationToken.None).OrTimeout();
    }

    [Fact]
    public async Task A_waiting_job_that_an_earlier_version_has_queued_again_is_not_blocked()
    {
        await AddKeyedAsync(WhenKeyExists.Queue);
        await ClaimOneAsync();
        var second = await AddKeyedAsync(WhenKeyExists.Queue);
        (await FindAsync(second.Id)).Job.Links.IsBlocked.Should().BeTrue();
        using (var connection = Stores.Database(_folder).Open())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "UPDATE jobs SET due = created WHERE wanted IS NOT NULL";
            command.ExecuteNonQuery();
        }

        var queued = (await FindAsync(second.Id)).Job;
        (queued.Links.IsBlocked, queued.Due).Should().Be((false, queued.Created));
        (await ClaimOneAsync()).Id.Should().Be(second.Id);
    }

    private protected override ValueTask<(ITopicLog Log, IJobQueue Queue)> OpenAsync()
    {
        var log = Stores.Sqlite(_folder);
        return ValueTask.FromResult<(ITopicLog, IJobQueue)>((log, new SqliteJobQueue(log)));
    }
}
