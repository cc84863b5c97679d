namespace Streaming.Server.Storage.Postgresql;

/// <summary>Lists what the server requires of the settings of PostgreSQL that protect committed transactions against a crash.</summary>
public enum PostgresqlDurability
{
    /// <summary>
    /// The server does not start in the environment Production if PostgreSQL is configured such that a crash may lose committed
    /// transactions.
    /// </summary>
    Full,

    /// <summary>The server starts with any settings. If PostgreSQL or its machine crashes, acknowledged messages may be lost.</summary>
    None,
}
