using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using SQLitePCL;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Opens connections to the SQLite database file, creates the file, and upgrades its schema.</summary>
internal sealed class SqliteDatabase(
    IOptions<SqliteOptions> options, IHostEnvironment environment, TimeProvider time, ILogger<SqliteDatabase> logger)
{
    private static readonly TimeSpan s_busyTimeout = TimeSpan.FromSeconds(30);

    private string File => System.IO.Path.Combine(environment.ContentRootPath, options.Value.Path);

    /// <summary>Checks that the open database file is still the file at its path, and was not deleted or replaced.</summary>
    public SqliteFileGuard Guard { get; } = new(logger);

    /// <summary>The full path of the database file.</summary>
    public string Path => File;

    private SqliteConnectionStringBuilder Settings => new() { DataSource = File, Pooling = false };

    /// <summary>
    /// Opens a connection to the database file. WAL mode lets readers and the writer work concurrently; synchronous=FULL makes commits
    /// survive a power failure.
    /// </summary>
    /// <param name="busyTimeout">The time to wait for a lock that another connection holds (default 30 s).</param>
    /// <param name="mappedBytes">
    /// The number of bytes of the file that the connection maps into memory, so that reads are faster; 0 to map none.
    /// </param>
    public SqliteConnection Open(TimeSpan? busyTimeout = null, long mappedBytes = 0)
    {
        var wait = (long)(busyTimeout ?? s_busyTimeout).TotalMilliseconds;
        Guard.Check();
        // Only Upgrade() may create the database file. If Open() created a missing file, the server would continue with an empty file in
        // place of a lost one.
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder(Settings.ToString()) { Mode = SqliteOpenMode.ReadWrite }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA busy_timeout = {wait}; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = {mappedBytes};");
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>
    /// Creates the database file if it does not exist, and upgrades its schema. Several processes may call this method at the same time.
    /// </summary>
    /// <exception cref="StartException">The database file cannot be opened or written.</exception>
    public void Upgrade()
    {
        try
        {
            UpgradeFile();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartException(SqliteStartError.Explain(e, System.IO.Path.GetFullPath(File)), e);
        }
    }

    private void UpgradeFile()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(File))!);
        using var connection = new SqliteConnection(Settings.ToString());
        connection.Open();
        // SQLite opens a file that it cannot write for reading only, and never tries again. A server on such a connection could not
        // store a message until its next start, so it does not start.
        if (raw.sqlite3_db_readonly(connection.Handle, "main") != 0)
            throw new SqliteException("The file is read-only.", raw.SQLITE_READONLY);
        SqliteSchema.RefuseNewer(connection, File);
        var isCurrent = SqliteSchema.Missing(connection).Count == 0;
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL; PRAGMA page_size = 8192; PRAGMA auto_vacuum = " +
                "INCREMENTAL; PRAGMA journal_mode = WAL;";
            command.ExecuteNonQuery();
        }

        if (!isCurrent)
            SqliteSchema.Upgrade(connection, time.GetUtcNow().UtcDateTime);
    }
}
