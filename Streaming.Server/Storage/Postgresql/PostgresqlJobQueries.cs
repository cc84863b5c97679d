using Npgsql;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Reads jobs and schedules in order to show them to clients, outside the transactions that change them.</summary>
internal static class PostgresqlJobQueries
{
    private const string FindSql = $"SELECT {PostgresqlJobColumns.Job}, j.arguments, j.errors FROM streaming.jobs j WHERE j.id = $1";

    private const string ResultSql = "SELECT result FROM streaming.jobs WHERE id = $1 AND state = 2 AND result IS NOT NULL";

    private const string ChildrenSql = $"""
        SELECT {PostgresqlJobColumns.Job}, l.name, l.settled, j.errors FROM streaming.job_links l JOIN streaming.jobs j ON j.id = l."after"
        WHERE l.job = $1 AND l.kind = $2 ORDER BY j.created, l.name
        """;

    private const string WaitsForSql =
        "SELECT DISTINCT l.\"after\" FROM streaming.job_links l WHERE l.job = $1 AND NOT l.settled ORDER BY 1 LIMIT $2";

    private const string RunningSql = $"SELECT {PostgresqlJobColumns.Job} FROM streaming.jobs j WHERE j.state = 1";

    private const string SchedulesSql = $"{PostgresqlJobColumns.SelectSchedules} ORDER BY name";

    public static async Task<JobDetails?> FindAsync(NpgsqlConnection connection, JobId id, CancellationToken cancellationToken)
    {
        const int Arguments = PostgresqlJobColumns.JobCount;
        await using var command = new NpgsqlCommand(FindSql, connection);
        command.Parameters.Text(id.Value);
        var found = await AllAsync(
            command, row => new JobDetails(row.ReadJob(), row.GetFieldValue<byte[]>(Arguments), row.ReadErrors(Arguments + 1)),
            cancellationToken);
        return found is not [var details] ? null
            : !details.Job.Links.IsBlocked ? details
            : details with { WaitsFor = await WaitsForAsync(connection, id, cancellationToken) };
    }

    public static async Task<IReadOnlyList<ChildRow>> ListChildrenAsync(
        NpgsqlConnection connection, JobId parent, CancellationToken cancellationToken)
    {
        const int Name = PostgresqlJobColumns.JobCount;
        await using var command = new NpgsqlCommand(ChildrenSql, connection);
        command.Parameters.Text(parent.Value).Smallint((int)JobLinkKind.Child);
        return await AllAsync(
            command, row => new ChildRow(row.GetString(Name), !row.GetBoolean(Name + 1), row.ReadJob(), row.ReadErrors(Name + 2)),
            cancellationToken);
    }

    public static async Task<byte[]?> ReadResultAsync(NpgsqlConnection connection, JobId id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ResultSql, connection);
        command.Parameters.Text(id.Value);
        return (byte[]?)await command.ReadValueAsync(cancellationToken);
    }

    public static async Task<IReadOnlyList<Job>> ListAsync(
        NpgsqlConnection connection, JobFilter filter, CancellationToken cancellationToken)
    {
        // The state of the jobs is part of the SQL text and not a parameter, so that PostgreSQL uses the index of the jobs in that state.
        var state = filter.State is { } given ? $"j.state = {(int)given}" : "true";
        await using var command = new NpgsqlCommand($"""
            SELECT {PostgresqlJobColumns.Job} FROM streaming.jobs j
            WHERE {state} AND ($1 IS NULL OR j.type = $1) AND ($2 IS NULL OR j.created >= $2) AND ($3 IS NULL OR j.created < $3)
                AND ($4 IS NULL OR j.id < $4) AND ($6 IS NULL OR j.owner = $6)
            ORDER BY j.id DESC LIMIT $5
            """, connection);
        command.Parameters.Text(filter.Type).Bigint(PostgresqlJobColumns.From(filter.CreatedFrom))
            .Bigint(PostgresqlJobColumns.From(filter.CreatedBefore)).Text(filter.After?.Value).Bigint(filter.Limit)
            .Text(PostgresqlText.Of(filter.Owner));
        return await AllAsync(command, row => row.ReadJob(), cancellationToken);
    }

    public static async Task<IReadOnlyList<Job>> ListRunningAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(RunningSql, connection);
        return await AllAsync(command, row => row.ReadJob(), cancellationToken);
    }

    public static async Task<IReadOnlyList<Schedule>> ListSchedulesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SchedulesSql, connection);
        return await AllAsync(command, row => row.ReadSchedule(), cancellationToken);
    }

    public static async Task<JobCounts> CountAsync(NpgsqlConnection connection, DateTime now, CancellationToken cancellationToken)
    {
        var waiting = new Dictionary<string, long>(StringComparer.Ordinal);
        var running = new Dictionary<string, long>(StringComparer.Ordinal);
        DateTime? oldest = null;
        await using var command = new NpgsqlCommand(
            "SELECT o_type, o_waiting, o_oldest, o_running FROM streaming.count_jobs_v1($1, $2)", connection);
        command.Parameters.Bigint(PostgresqlTime.From(now)).Bigint(JobCounts.MaxCount);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var type = row.GetString(0);
            if (!row.IsDBNull(1))
                waiting[type] = waiting.GetValueOrDefault(type) + row.GetInt64(1);
            if (!row.IsDBNull(3))
                running[type] = row.GetInt64(3);
            if (row.TimeOrNull(2) is { } due && !(oldest <= due))
                oldest = due;
        }

        return new JobCounts(waiting, running, oldest);
    }

    private static async Task<List<JobId>> WaitsForAsync(NpgsqlConnection connection, JobId id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(WaitsForSql, connection);
        command.Parameters.Text(id.Value).Integer(JobDetails.MaxWaitsFor);
        return await AllAsync(command, row => new JobId(row.GetString(0)), cancellationToken);
    }

    public static async Task<List<T>> AllAsync<T>(
        NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            all.Add(read(row));
        return all;
    }
}
