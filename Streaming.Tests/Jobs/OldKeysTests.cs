using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests a database file with idempotency keys from before keys had a scope.</summary>
public sealed class OldKeysTests
{
    // The file as the previous version leaves it, with a key of a publish, a key of a job, and a key of a single job.
    private const string MakeOld = """
        DROP TABLE upload_hashes;
        ALTER TABLE idempotency_keys DROP COLUMN payload;
        ALTER TABLE job_keys DROP COLUMN payload;
        DELETE FROM SchemaVersions WHERE ScriptName LIKE '%idempotency.sql';
        INSERT INTO idempotency_keys (topic, key, first, last, count, subscribers, time) SELECT id, 'k', 1, 1, 1, 0, (SELECT max(time) FROM messages) FROM topics WHERE name = 'news';
        INSERT INTO job_keys (type, key, job, time) SELECT 'work', 'k', id, created FROM jobs;
        INSERT INTO job_keys (type, key, job, time) SELECT 'work', 'one two', id, created FROM jobs;
        """;

    [Fact]
    public async Task A_file_with_old_keys_opens_and_single_jobs_stay_single()
    {
        using var folder = new TemporaryFolder();
        var job = NewJob();
        await using (var before = Stores.Sqlite(folder))
        {
            await before.StartAsync(CancellationToken.None).OrTimeout();
            using var queue = new SqliteJobQueue(before);
            await before.AppendAsync("news", "old");
            await queue.WriteAsync(new JobBatch(Appends.Noon, [job]), CancellationToken.None).OrTimeout();
        }

        using (var connection = Stores.Database(folder).Open())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = MakeOld;
            command.ExecuteNonQuery();
        }

        await using var log = Stores.Sqlite(folder);
        await log.StartAsync(CancellationToken.None).OrTimeout();
        using var jobs = new SqliteJobQueue(log);
        (await log.AppendAsync(Appends.Of("news", "old").With("k"))).Should()
            .Match<AppendResult>(result => result.Appended == 1 && result.Conflict == null);
        var single = NewJob() with { WhenKeyExists = WhenKeyExists.RunOnceMore };
        single = single with { Job = single.Job with { Key = "one two" } };
        var result = await jobs.WriteAsync(new JobBatch(Appends.Noon, [single]), CancellationToken.None).OrTimeout();
        result.Outcomes.Single().Job!.Id.Should().Be(job.Job.Id);
        await log.DeleteKeysAsync(Appends.Noon.AddDays(2), CancellationToken.None).OrTimeout();
    }

    private static EnqueueJob NewJob() => new(
        new Job
        {
            Id = JobId.New(Appends.Noon),
            Type = "work",
            Priority = 5,
            Created = Appends.Noon,
            Due = Appends.Noon,
            Attempts = 1,
            TimeLimit = TimeSpan.FromMinutes(1),
        },
        "{}"u8.ToArray(),
        Key: null);
}
