using System.Net.Sockets;
using Npgsql;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Explains to the operator, when the server cannot start, why PostgreSQL cannot be used.</summary>
internal static class PostgresqlStartError
{
    /// <summary>
    /// Returns a sentence that names the address of PostgreSQL, the problem, the change to make, and the configuration key of the
    /// connection string.
    /// </summary>
    public static string Explain(Exception error, NpgsqlConnectionStringBuilder settings)
    {
        var server = $"PostgreSQL at {settings.Host}:{settings.Port}";
        var problem = (error as PostgresException)?.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"{server} refuses the user '{settings.Username}': {Text(error)}. Check the user, the password and pg_hba.conf.",
            PostgresErrorCodes.InvalidCatalogName =>
                $"{server} has no database '{settings.Database}'; create it with CREATE DATABASE, or give the name of another one.",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"{server} lacks a permission: {Text(error)}. Let the user '{settings.Username}' create the schema 'streaming', with " +
                "GRANT CREATE ON DATABASE, or create it for this user.",
            PostgresErrorCodes.TooManyConnections => $"{server} has no free connection; raise max_connections, or end other connections.",
            { } => $"{server} cannot be used: {Text(error)}.",
            null => $"{server} cannot be reached: {Text(error)}. Start it, or correct the address.",
        };
        return $"{problem} ({PostgresqlAddress.Key} is the key.)";
    }

    /// <summary>Returns whether an error means that PostgreSQL is not running yet, so that a later attempt may succeed.</summary>
    public static bool IsNotReady(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow }
        || error is NpgsqlException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };

    private static string Text(Exception error) => error switch
    {
        PostgresException postgres => postgres.MessageText.TrimEnd('.'),
        { InnerException: { } inner } => inner.Message.TrimEnd('.'),
        _ => error.Message.TrimEnd('.'),
    };
}
