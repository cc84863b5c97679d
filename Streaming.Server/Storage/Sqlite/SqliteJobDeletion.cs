using Microsoft.Data.Sqlite;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Deletes ended jobs with their topics, and idempotency keys of jobs, from the SQLite file.</summary>
internal static class SqliteJobDeletion
{
    // The number of jobs that one transaction deletes. A deletion of more jobs takes several transactions, and other writes run between
    // them.
    private const int Step = 200;

    // The SQL query for the topics of jobs. Its parameter is a JSON array of the jobs' ids.
    private const string Topics = "SELECT 'job:' || value FROM json_each(?1)";

    /// <summary>Deletes some of the old jobs inside a transaction, and returns the ids of the deleted jobs.</summary>
    public static IReadOnlyList<JobId> Run(SqliteConnection connection, JobCutoffs cutoffs, DateTime keysBefore)
    {
        // A key is kept if its last job has not ended, or was cancelled while it waited for the previous job with the key (behind). In the
        // second case the previous job may still be running, and a further job with the key finds it through the row of the key.
        using (var keys = new SqliteStatement(connection, """
            DELETE FROM job_keys WHERE time < ?1
                AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = job_keys.job AND (j.state < 2 OR j.behind IS NOT NULL))
            """))
            keys.Bind(1, SqliteTime.From(keysBefore)).Run();
        var ids = Old(connection, cutoffs);
        if (ids.Count == 0)
            return [];
        // The highest transaction number so far may be stored only in the rows of topics that the following statements delete. So it is
        // first copied to the table 'store'; otherwise a later transaction would get the same number again.
        Run(connection, "UPDATE store SET moved = max(moved, (SELECT coalesce(max(moved), 0) FROM topics))");
        var array = JobJson.Write(ids);
        Run(connection, $"DELETE FROM messages WHERE topic IN (SELECT id FROM topics WHERE name IN ({Topics}))", array);
        Run(connection, $"DELETE FROM topics WHERE name IN ({Topics})", array);
        Run(connection, "DELETE FROM jobs WHERE id IN (SELECT value FROM json_each(?1))", array);
        return ids.ConvertAll(id => new JobId(id));
    }

    // Finds the old jobs of one type after another with the index of ended jobs. So the query reads only jobs that are then deleted.
    private static List<string> Old(SqliteConnection connection, JobCutoffs cutoffs)
    {
        using var nextType = new SqliteStatement(
            connection, "SELECT type FROM jobs WHERE state >= 2 AND type > ?1 ORDER BY type LIMIT 1");
        // A child (a job that the handler of another job has enqueued) is kept until its parent has ended, because the parent may still
        // read the child's result. A job is also kept while other jobs wait for it, or while it connects the jobs before and after it with
        // the same key.
        using var old = new SqliteStatement(connection, """
            SELECT id FROM jobs WHERE state >= 2 AND type = ?1 AND ended < ?2 AND followers = 0 AND behind IS NULL
                AND (parent IS NULL OR NOT EXISTS (SELECT 1 FROM jobs p WHERE p.id = jobs.parent AND p.state < 2))
            ORDER BY ended LIMIT ?3
            """);
        var ids = new List<string>();
        for (var type = Next(nextType, string.Empty); type is not null && ids.Count < Step; type = Next(nextType, type))
        {
            using var rows = old.Bind(1, type).Bind(2, SqliteTime.From(cutoffs.Of(type))).Bind(3, Step - ids.Count).ReadRows();
            while (old.Step())
                ids.Add(old.Text(0));
        }

        return ids;
    }

    private static string? Next(SqliteStatement nextType, string after)
    {
        using var rows = nextType.Bind(1, after).ReadRows();
        return nextType.Step() ? nextType.Text(0) : null;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var statement = new SqliteStatement(connection, sql);
        statement.Run();
    }

    private static void Run(SqliteConnection connection, string sql, byte[] ids)
    {
        using var statement = new SqliteStatement(connection, sql);
        statement.Bind(1, (ReadOnlySpan<byte>)ids).Run();
    }
}
