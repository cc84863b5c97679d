using System.Net.Sockets;
using Npgsql;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Converts errors of PostgreSQL to refusals. A refusal contains a sentence for the client, which states the problem, whether the data was
/// stored, and what to do.
/// </summary>
internal static class PostgresqlFailure
{
    // The code of the error "out of memory". PostgreSQL also reports this code if its table of locks, which is in shared memory, is full.
    private const string OutOfMemory = "53200";

    // The code with which PostgreSQL closes the connection of a process that stopped responding in the middle of a transaction.
    private const string IdleInTransaction = "25P03";

    /// <summary>The code with which a function of the schema refuses a commit, because a row has changed since it was read.</summary>
    public const string HasChanged = "ST001";

    private const string AllInUse = "All connections of this node to PostgreSQL (Maximum Pool Size) are in use, since statements take " +
        "long or wait for locks";

    /// <summary>Returns whether an exception comes from PostgreSQL or from the connection to it.</summary>
    public static bool IsDatabaseError(Exception exception) =>
        exception is NpgsqlException or SocketException or IOException or TimeoutException
            // These exceptions occur if the pool of connections is disposed while a call uses it, or a connection breaks during another
            // call.
            or ObjectDisposedException or InvalidOperationException { Source: "Npgsql" };

    /// <summary>
    /// Returns whether the connection to the server failed, for example because the server is stopped, is starting, is a standby, or did
    /// not respond in time. The outcome of the last SQL statement is then unknown, and a repetition on another connection may succeed.
    /// </summary>
    public static bool IsConnectionError(Exception exception) => exception switch
    {
        PostgresException error => error.SqlState
            is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.DatabaseDropped or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.IdleSessionTimeout
            or IdleInTransaction or PostgresErrorCodes.ObjectNotInPrerequisiteState
            || error.SqlState.StartsWith("08", StringComparison.Ordinal),
        _ => IsDatabaseError(exception),
    };

    /// <summary>
    /// Returns whether no connection of the pool became free in time. The database is reachable then, but its statements take too long.
    /// </summary>
    public static bool IsPoolExhausted(Exception exception) => exception is NpgsqlException and not PostgresException
        && exception.Message.Contains("pool has been exhausted", StringComparison.Ordinal);

    /// <summary>Returns whether the server had no space left in its table of locks.</summary>
    public static bool IsOutOfLocks(Exception exception) => exception is PostgresException { SqlState: OutOfMemory };

    /// <summary>Returns whether an exception means that a lock of the database was not released within the time limit.</summary>
    public static bool IsLockTimeout(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    /// <summary>
    /// Creates the exception that refuses a request whose write to the database has failed, with a sentence for the client. The database
    /// has stored nothing of the write.
    /// </summary>
    public static RefusalException ForWrite(Exception exception) => Refuse((exception as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.DiskFull => "The disk of PostgreSQL is full; nothing was stored. Free disk space, or delete old messages with " +
            "DELETE /topics/{topic}/messages?before=, then send the request again.",
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected =>
            "Other transactions have locked the topic for too long; nothing was stored. Send the request again later.",
        OutOfMemory or PostgresErrorCodes.InsufficientResources =>
            "PostgreSQL is out of memory or locks; nothing was stored. Send the request again later; if that does not help, raise " +
            "max_locks_per_transaction.",
        PostgresErrorCodes.IoError or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
            "PostgreSQL reported an error of its disk; nothing was stored. Send the request again later; if that does not help, " +
            "check its disk.",
        PostgresErrorCodes.InsufficientPrivilege => "The database user may not write to the tables of the server; nothing was stored. " +
            "Check its permissions.",
        null when IsPoolExhausted(exception) => AllInUse + "; nothing was stored. Send the request again later.",
        null => "PostgreSQL cannot be reached; nothing was stored. Send the request again later.",
        _ when IsConnectionError(exception) =>
            "PostgreSQL does not accept the write at the moment; nothing was stored. Send the request again later.",
        _ => "The store could not write the data; nothing was stored. Send the request again later.",
    }, exception);

    /// <summary>Creates the refusal of a write whose outcome is unknown, because the connection broke before the result arrived.</summary>
    public static RefusalException ForUnknownOutcome(Exception? exception) =>
        RefusalException.OutcomeUnknown("The connection to PostgreSQL broke while the data was being stored.", exception);

    /// <summary>Creates the refusal (an exception with a sentence for the client) of a read from the database that has failed.</summary>
    public static RefusalException ForRead(Exception exception) => Refuse((exception as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.IoError or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
            "PostgreSQL reported an error while it read the data. Try again later; if that does not help, check its disk.",
        PostgresErrorCodes.InsufficientPrivilege => "The database user may not read the tables of the server. Check its permissions.",
        PostgresErrorCodes.LockNotAvailable => "Other transactions have locked the table for too long. Try again later.",
        null when IsPoolExhausted(exception) => AllInUse + ". Try again later.",
        null => "PostgreSQL cannot be reached. Try again later.",
        _ when IsConnectionError(exception) => "PostgreSQL does not accept reads at the moment. Try again later.",
        _ => "The store could not read the data. Try again later; if that does not help, check PostgreSQL's log.",
    }, exception);

    private static RefusalException Refuse(string sentence, Exception inner) => new(RefusalReason.Unavailable, sentence, inner);
}
