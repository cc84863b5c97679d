using Microsoft.Data.Sqlite;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Counts the jobs of each type in each state in the SQLite file. The limits on the number of counted jobs apply to the jobs of all owners,
/// even if only the jobs of one owner are requested. So the queries read a limited number of rows.
/// </summary>
internal static class SqliteJobStats
{
    private const string Sql = """
        SELECT type, state, delayed, own, count(*) FROM (
            SELECT * FROM (SELECT type, state, due > ?1 AS delayed, ?2 IS NULL OR owner IS ?2 AS own FROM jobs
                WHERE state = 0 ORDER BY priority DESC, type, due LIMIT ?3)
            UNION ALL SELECT type, state, 0, ?2 IS NULL OR owner IS ?2 FROM jobs WHERE state = 1
            UNION ALL SELECT * FROM (SELECT type, state, 0, ?2 IS NULL OR owner IS ?2 FROM jobs
                WHERE state >= 2 ORDER BY ended DESC LIMIT ?3))
        GROUP BY type, state, delayed, own
        """;

    public static JobStats Of(SqliteConnection connection, string? owner, DateTime now)
    {
        using var rows = new SqliteStatement(connection, Sql);
        rows.Bind(1, SqliteTime.From(now)).Bind(2, owner).Bind(3, JobStats.MaxCounted);
        var counts = new List<JobStatsCount>();
        while (rows.Step())
            counts.Add(new JobStatsCount(
                rows.Text(0), (JobState)rows.Int64(1), rows.Int64(2) != 0, rows.Int64(3) != 0, rows.Int64(4)));
        return JobStats.Of(counts);
    }
}
