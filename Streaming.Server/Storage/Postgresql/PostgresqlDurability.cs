namespace Streaming.Server.Storage.Postgresql;

/// <summary>What the store demands of PostgreSQL's settings.</summary>
public enum PostgresqlDurability
{
    /// <summary>In the environment Production, the server does not start if PostgreSQL may lose committed transactions.</summary>
    Full,

    /// <summary>Any settings: acknowledged messages may be lost when PostgreSQL or its machine crashes.</summary>
    None,
}
