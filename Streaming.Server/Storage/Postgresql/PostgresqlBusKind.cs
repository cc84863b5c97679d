namespace Streaming.Server.Storage.Postgresql;

/// <summary>How a node learns of the appends of other nodes.</summary>
public enum PostgresqlBusKind
{
    /// <summary>By LISTEN and NOTIFY. Needs connections of its own, without a pooler in transaction mode.</summary>
    Notify,

    /// <summary>By queries at short intervals. Works with a pooler such as PgBouncer in transaction mode.</summary>
    Poll,
}
