using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Converts errors of SQLite to refusals: sentences for the client that state the problem, whether the data was stored, and what to do.
/// </summary>
internal static class SqliteFailure
{
    /// <summary>
    /// Returns whether an exception means that the database file cannot be used: an error of SQLite, or content that this program has not
    /// written.
    /// </summary>
    public static bool IsFileError(Exception exception) =>
        exception is SqliteException or ArgumentException or FormatException or OverflowException or JsonException or IOException;

    /// <summary>Returns whether SQLite failed because the disk is full.</summary>
    public static bool IsFull(Exception exception) => exception is SqliteException { SqliteErrorCode: raw.SQLITE_FULL };

    /// <summary>
    /// Returns whether a transaction may be stored although its commit failed. If fsync (the system call that writes to the disk) has
    /// failed, the transaction may be complete in the write-ahead log. If the disk is full, the last page of the transaction is missing, so
    /// the transaction is not stored.
    /// </summary>
    public static bool MayBeStored(SqliteException exception) =>
        exception.SqliteErrorCode is not (raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_READONLY or raw.SQLITE_CONSTRAINT);

    /// <summary>Creates the refusal of a write that failed before its commit and stored nothing.</summary>
    public static RefusalException ForWrite(SqliteException exception) => Refuse(exception.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => "The disk is full; nothing was stored. Free disk space, or delete old messages with DELETE " +
            "/topics/{topic}/messages?before=, then send the request again.",
        raw.SQLITE_IOERR => "The disk reported an error; nothing was stored. Send the request again later; if that does not help, " +
            "check the server's disk.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
            "A page of the database file cannot be read; nothing was stored. Check the server's disk; if it works, restore the file from " +
            "a backup.",
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM =>
            "The database file cannot be written; nothing was stored. Check the permissions of the file and its folder, and whether the " +
                "file system is read-only.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            "Another process has locked the database for too long; nothing was stored. Send the request again later.",
        _ => "The store could not write the data; nothing was stored. Send the request again later.",
    }, exception);

    /// <summary>Creates the refusal of a write whose commit failed, so that it is unknown whether the data was stored.</summary>
    public static RefusalException ForCommit(SqliteException exception) =>
        RefusalException.OutcomeUnknown("The disk reported an error while the data was being stored.", exception);

    /// <summary>
    /// Creates the refusal of an SQL statement that failed outside a transaction. SQLite commits such a statement at once. After an error
    /// of the disk, it is therefore unknown whether the change was stored.
    /// </summary>
    public static RefusalException ForStatement(SqliteException exception) =>
        exception.SqliteErrorCode == raw.SQLITE_IOERR ? ForCommit(exception) : ForWrite(exception);

    /// <summary>
    /// Creates the refusal (an exception with a sentence for the client) of a read from the database file that has failed.
    /// </summary>
    public static RefusalException ForRead(Exception exception) => Refuse(Code(exception) switch
    {
        raw.SQLITE_IOERR => "The disk reported an error while the database file was being read. Try again later; if that does not help, " +
            "check the server's disk.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another process has locked the database for too long. Try again later.",
        raw.SQLITE_FULL => "The disk is full. Free disk space, then try again.",
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY =>
            "The database file cannot be opened. Check the permissions of the file and its folder.",
        _ => "A page of the database file cannot be read: the disk has failed, or the file is damaged. Check the server's disk; if it " +
            "works, restore the file from a backup.",
    }, exception);

    public static RefusalException Refuse(string sentence, Exception? inner = null) => new(RefusalReason.Unavailable, sentence, inner);

    private static int Code(Exception exception) => exception is SqliteException sqlite ? sqlite.SqliteErrorCode : 0;
}
