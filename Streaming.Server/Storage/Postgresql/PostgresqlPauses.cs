using Npgsql;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Reads the pauses of the job queue from the database.</summary>
internal static class PostgresqlPauses
{
    /// <summary>The SQL query that reads the pauses. The method <see cref="Read"/> reads its rows.</summary>
    public const string Select = "SELECT type, lowest FROM streaming.job_pauses";

    public static JobPause Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetInt16(1));

    public static async Task<JobPauses> ReadAllAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Select, connection);
        return new JobPauses(await PostgresqlJobQueries.AllAsync(command, Read, cancellationToken));
    }
}
