namespace Streaming.Server.Storage.Postgresql;

/// <summary>Lists the ways in which a node (server process) learns of messages that other nodes have appended.</summary>
public enum PostgresqlBusKind
{
    /// <summary>
    /// PostgreSQL notifies the node (LISTEN and NOTIFY). This needs a direct connection to PostgreSQL, without a connection pooler in
    /// transaction mode.
    /// </summary>
    Notify,

    /// <summary>
    /// The node queries the database at short intervals. This also works with a connection pooler in transaction mode, such as PgBouncer.
    /// </summary>
    Poll,
}
