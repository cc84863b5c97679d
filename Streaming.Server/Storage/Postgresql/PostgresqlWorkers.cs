using Npgsql;
using NpgsqlTypes;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Lists the workers (processes that run jobs) of all nodes. The heartbeat of a node (<see cref="PostgresqlNodes"/>) also reports the
/// node's worker, so that workers need no SQL statements of their own.
/// </summary>
internal sealed class PostgresqlWorkers(PostgresqlRunner runner) : IWorkerStore
{
    // The column 'worker' is null for a node with an older version of the server, which does not describe its worker. It is empty for a
    // node that runs no jobs.
    private const string Sql = """
        SELECT worker, started, heartbeat FROM streaming.nodes
        WHERE heartbeat >= clock_timestamp() - $1 AND (worker IS NULL OR worker <> '') ORDER BY started, id
        """;

    public async ValueTask<WorkerList> ListAsync(CancellationToken cancellationToken) =>
        await runner.ReadAsync(ReadAsync, cancellationToken);

    private static async Task<WorkerList> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var workers = new List<WorkerState>();
        var isComplete = true;
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Interval, Value = PostgresqlNodeStatements.DeadAfter });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (row.IsDBNull(0))
                isComplete = false;
            else
                workers.Add(new WorkerState(
                    WorkerRecord.Parse(row.GetFieldValue<byte[]>(0)) with { Started = row.GetDateTime(1) }, row.GetDateTime(2)));
        }

        return new WorkerList(workers, isComplete);
    }
}
