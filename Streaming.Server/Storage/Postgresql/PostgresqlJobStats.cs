using Npgsql;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Counts the jobs of each type in each state in the database. The limits on the number of counted jobs apply to the jobs of all owners,
/// even if only the jobs of one owner are requested. So the queries read a limited number of rows.
/// </summary>
internal static class PostgresqlJobStats
{
    private const string Sql = """
        SELECT type, state, delayed, own, count(*) FROM (
            (SELECT type, state, due > $1 AS delayed, $2::text IS NULL OR owner IS NOT DISTINCT FROM $2::text AS own FROM streaming.jobs
                WHERE state = 0 ORDER BY priority DESC, type, due LIMIT $3)
            UNION ALL (SELECT type, state, false, $2::text IS NULL OR owner IS NOT DISTINCT FROM $2::text FROM streaming.jobs
                WHERE state = 1)
            UNION ALL (SELECT type, state, false, $2::text IS NULL OR owner IS NOT DISTINCT FROM $2::text FROM streaming.jobs
                WHERE state >= 2 ORDER BY ended DESC LIMIT $3)) counted
        GROUP BY type, state, delayed, own
        """;

    public static async Task<JobStats> ReadAsync(
        NpgsqlConnection connection, string? owner, DateTime now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Bigint(PostgresqlTime.From(now)).Text(PostgresqlText.Of(owner)).Bigint(JobStats.MaxCounted);
        return JobStats.Of(await PostgresqlJobQueries.AllAsync(
            command, row => new JobStatsCount(
                row.GetString(0), (JobState)row.GetInt16(1), row.GetBoolean(2), row.GetBoolean(3), row.GetInt64(4)), cancellationToken));
    }
}
