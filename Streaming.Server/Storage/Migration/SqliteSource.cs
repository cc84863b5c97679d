using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Storage.Migration;

/// <summary>
/// Opens the SQLite file of a stopped server, from which a migration reads all rows. While the file is open here, no server can open it.
/// The migration does not change the file.
/// </summary>
internal sealed class SqliteSource : IDisposable
{
    /// <summary>The SQL function that calculates the epoch (the id of one lifetime) of a topic from the seed and its name.</summary>
    public const string EpochOf = "epoch_of";

    // The number of an SQLite option that has no name in the .NET library. With this option, SQLite does not copy the write-ahead log into
    // the database file when a connection is closed.
    private const int NoCheckpointOnClose = 1006;

    private SqliteSource(SqliteConnection connection, string seed) => (Connection, Seed) = (connection, seed);

    /// <summary>The connection to the SQLite file, which holds the exclusive lock of the file.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>The seed of the file: a random text from which the epochs (ids of lifetimes) of its topics are calculated.</summary>
    public string Seed { get; }

    /// <summary>Opens the SQLite file and takes its exclusive lock.</summary>
    /// <exception cref="StartException">The file does not exist, is in use, is not the database of a server, or has another schema than
    /// this version of the server.</exception>
    public static SqliteSource Open(string path)
    {
        if (!File.Exists(path))
            throw new StartException($"The file '{path}' (--from) does not exist; give the path of the server's SQLite file.");
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWrite };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            KeepLog(connection, path);
            // In the exclusive locking mode, the first read locks the file against all other connections. The lock fails if another
            // connection has the file open.
            Run(connection, "PRAGMA busy_timeout = 0; PRAGMA query_only = ON; PRAGMA locking_mode = EXCLUSIVE; BEGIN;");
            Check(connection, path);
            var seed = (string)Read(connection, "SELECT seed FROM store")!;
            connection.CreateFunction(EpochOf, (string name) => Epoch.Of(seed, new TopicName(name)), isDeterministic: true);
            return new SqliteSource(connection, seed);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new StartException(Explain(e, path), e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a query that returns one number, and returns this number.</summary>
    public long Count(string sql) => Convert.ToInt64(Read(Connection, sql), CultureInfo.InvariantCulture);

    public void Dispose() => Connection.Dispose();

    // After a crash of the server, the write-ahead log contains committed data. Normally SQLite copies this data into the database file
    // when the connection is closed. This option prevents the copy, so that the file stays unchanged.
    private static void KeepLog(SqliteConnection connection, string path)
    {
        if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
            _ = raw.sqlite3_db_config(connection.Handle, NoCheckpointOnClose, 1, out _);
    }

    private static void Check(SqliteConnection connection, string path)
    {
        if (Read(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('store', 'SchemaVersions')") is not 2L)
            throw new StartException($"The file '{path}' (--from) is an SQLite database, but not that of a streaming server; give the " +
                "path of the server's file.");
        SqliteSchema.RefuseNewer(connection, path);
        var known = typeof(SqliteSchema).Assembly.GetManifestResourceNames().Count(SqliteSchema.IsScript);
        if (Read(connection, "SELECT count(DISTINCT ScriptName) FROM SchemaVersions") is long applied && applied < known)
            throw new StartException($"The file '{path}' (--from) was written by an earlier version of the server. Start this version on " +
                "the file once with Storage:Provider=sqlite, which upgrades the file, and stop it; nothing was changed.");
    }

    private static string Explain(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            $"The file '{path}' (--from) is in use by a server, a worker or another program; stop it and try again. Nothing was changed.",
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT =>
            $"The file '{path}' (--from) is damaged or not an SQLite database; restore it from a backup, or give another path.",
        raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM =>
            $"The file '{path}' (--from) cannot be opened for writing, which SQLite needs to lock it; let this process write to the file " +
            "and its folder, or copy the file with its '-wal' file to such a folder.",
        _ => $"The file '{path}' (--from) cannot be read: {error.Message.TrimEnd('.')}.",
    };

    private static object? Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
