using Microsoft.Data.Sqlite;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Counts the waiting and the running jobs of each type in the SQLite file. The query uses the index by priority and type, so that it does
/// not read the rows of delayed jobs.
/// </summary>
internal static class SqliteJobCounts
{
    public static JobCounts Of(SqliteConnection connection, DateTime now)
    {
        var waiting = new Dictionary<string, long>(StringComparer.Ordinal);
        DateTime? oldest = null;
        using var nextType = new SqliteStatement(
            connection, "SELECT priority, type FROM jobs WHERE state = 0 AND priority = ?1 AND type > ?2 ORDER BY type LIMIT 1");
        using var nextPriority = new SqliteStatement(
            connection, "SELECT priority, type FROM jobs WHERE state = 0 AND priority < ?1 ORDER BY priority DESC, type LIMIT 1");
        using var due = new SqliteStatement(connection, """
            SELECT count(*), min(due) FROM (SELECT due FROM jobs WHERE state = 0 AND priority = ?1 AND type = ?2 AND due <= ?3 ORDER BY due LIMIT ?4)
            """);
        for (var key = Next(nextType, nextPriority, Job.HighestPriority, string.Empty); key is var (priority, type); key = Next(
            nextType, nextPriority, priority, type))
        {
            due.Bind(1, priority).Bind(2, type).Bind(3, SqliteTime.From(now)).Bind(4, JobCounts.MaxCount).Step();
            waiting[type] = waiting.GetValueOrDefault(type) + due.Int64(0);
            if (!due.IsNull(1) && SqliteTime.To(due.Int64(1)) is var first && !(oldest <= first))
                oldest = first;
            due.Reset();
        }

        return new JobCounts(waiting, Running(connection), oldest);
    }

    private static (long Priority, string Type)? Next(SqliteStatement nextType, SqliteStatement nextPriority, long priority, string type) =>
        Read(nextType.Bind(1, priority).Bind(2, type)) ?? Read(nextPriority.Bind(1, priority));

    private static (long Priority, string Type)? Read(SqliteStatement statement)
    {
        (long, string)? key = statement.Step() ? (statement.Int64(0), statement.Text(1)) : null;
        statement.Reset();
        return key;
    }

    // This query reads every running job. The number of running jobs is limited by the number of jobs that the workers run at the same
    // time, so the query is fast.
    private static Dictionary<string, long> Running(SqliteConnection connection)
    {
        var running = new Dictionary<string, long>(StringComparer.Ordinal);
        using var rows = new SqliteStatement(connection, "SELECT type, count(*) FROM jobs WHERE state = 1 GROUP BY type");
        while (rows.Step())
            running[rows.Text(0)] = rows.Int64(1);
        return running;
    }
}
