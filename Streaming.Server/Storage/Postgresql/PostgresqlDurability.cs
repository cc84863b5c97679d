namespace Streaming.Server.Storage.Postgresql;

/// <summary>The options for checking at startup whether PostgreSQL protects committed transactions against a crash.</summary>
public enum PostgresqlDurability
{
    /// <summary>
    /// In the environment Production, the server does not start if a crash of PostgreSQL may lose committed transactions.
    /// </summary>
    Full,

    /// <summary>The server starts with any settings. If PostgreSQL or its machine crashes, acknowledged messages may be lost.</summary>
    None,
}
