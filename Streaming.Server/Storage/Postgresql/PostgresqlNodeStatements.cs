using Npgsql;
using NpgsqlTypes;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Runs the SQL statements about nodes (the running server processes) and their leases (the rights of one node to do a task for all nodes).
/// Each statement needs only one message to the database.
/// </summary>
internal static class PostgresqlNodeStatements
{
    /// <summary>
    /// The time without a heartbeat after which a node counts as dead. A lease (the right of one node to do a task for all nodes) is valid
    /// for the same time after a heartbeat.
    /// </summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(15);

    private static readonly string[] s_leases = [.. Enum.GetValues<NodeLease>().Select(NameOf)];


    public static async Task<HeartbeatResult> SendAsync(
        PostgresqlDatabase database, Guid id, bool isNew, OwnNode own, WorkerRecord? worker, TimeSpan uptime, BusLag lag)
    {
        await using var command = database.Source.CreateCommand("""
            SELECT o_is_known, o_nodes, o_dead, o_leases FROM streaming.heartbeat_v2($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """);
        Add(command, NpgsqlDbType.Uuid, id);
        Add(command, NpgsqlDbType.Boolean, isNew);
        Add(command, NpgsqlDbType.Text, own.Name);
        Add(command, NpgsqlDbType.Text, OwnNode.Version);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Integer, database.OwnWriters.ToArray());
        Add(command, NpgsqlDbType.Interval, uptime);
        Add(command, NpgsqlDbType.Bigint, lag.Commits);
        Add(command, NpgsqlDbType.Interval, lag.Time);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, s_leases);
        Add(command, NpgsqlDbType.Interval, DeadAfter);
        // The description of the worker is written only when the node is registered. Later heartbeats keep the stored description.
        Add(command, NpgsqlDbType.Bytea, isNew ? worker?.ToJson() ?? [] : DBNull.Value);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        var held = row.GetFieldValue<string[]>(3);
        return new HeartbeatResult(row.GetBoolean(0), row.GetInt32(1), row.GetInt32(2),
            Enum.GetValues<NodeLease>().Where(lease => held.Contains(NameOf(lease), StringComparer.Ordinal)).ToHashSet());
    }

    public static async Task<IReadOnlyList<NodeState>> ListAsync(PostgresqlDatabase database, Guid own)
    {
        await using var command = database.Source.CreateCommand("""
            SELECT o_id, o_name, o_version, o_started, o_heartbeat, o_is_alive, o_commits_behind, o_lag FROM streaming.nodes_v1($1)
            """);
        Add(command, NpgsqlDbType.Interval, DeadAfter);
        var nodes = new List<NodeState>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var id = row.GetGuid(0);
            nodes.Add(new NodeState(
                id, row.GetString(1), row.GetString(2), row.GetDateTime(3), row.GetDateTime(4), row.GetBoolean(5), id == own,
                new BusLag(row.GetInt64(6), row.GetTimeSpan(7))));
        }

        return nodes;
    }

    /// <summary>Removes from the database the nodes that count as dead, and returns their names.</summary>
    public static async Task<IReadOnlyList<string>> RemoveDeadAsync(PostgresqlDatabase database)
    {
        await using var command = database.Source.CreateCommand("SELECT o_name FROM streaming.remove_dead_nodes_v1($1)");
        Add(command, NpgsqlDbType.Interval, DeadAfter);
        var names = new List<string>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            names.Add(row.GetString(0));
        return names;
    }

    public static async Task LeaveAsync(PostgresqlDatabase database, Guid id)
    {
        await using var command = database.Source.CreateCommand("SELECT streaming.leave_v1($1)");
        Add(command, NpgsqlDbType.Uuid, id);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task PingAsync(PostgresqlDatabase database)
    {
        await using var command = database.Source.CreateCommand("SELECT 1");
        await command.ExecuteNonQueryAsync();
    }

    private static string NameOf(NodeLease lease) => lease.ToString().ToLowerInvariant();

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value });
}
