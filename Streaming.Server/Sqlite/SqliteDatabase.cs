using System.Globalization;
using DbUp;
using DbUp.Engine.Output;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Sqlite;

/// <summary>The database file: where it is, how it is opened, and its schema.</summary>
internal sealed class SqliteDatabase(IOptions<SqliteOptions> options, IHostEnvironment environment)
{
    private const string ScriptFolder = ".Sqlite.Schema.";

    private static readonly TimeSpan s_busyTimeout = TimeSpan.FromSeconds(30);

    private string File => System.IO.Path.Combine(environment.ContentRootPath, options.Value.Path);

    private string ConnectionString => new SqliteConnectionStringBuilder { DataSource = File, Pooling = false }.ToString();

    /// <summary>Opens a connection. WAL lets readers and the writer go on at once; FULL makes a commit survive a power cut.</summary>
    /// <param name="busyTimeout">How long it waits for another connection's lock; 30 s where none is given.</param>
    public SqliteConnection Open(TimeSpan? busyTimeout = null)
    {
        var wait = (long)(busyTimeout ?? s_busyTimeout).TotalMilliseconds;
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {wait}; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;");
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Makes the file and brings its schema up to date. Several processes may do this at once.</summary>
    public void Upgrade()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(File))!);
        using (var connection = Open())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;";
            command.ExecuteNonQuery();
        }

        // One transaction that takes the write lock first: a second process waits, and then finds everything done.
        var result = DeployChanges.To.SqliteDatabase(ConnectionString)
            .WithScriptsEmbeddedInAssembly(typeof(SqliteDatabase).Assembly, script => script.Contains(ScriptFolder, StringComparison.Ordinal))
            .WithTransaction()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            throw new InvalidOperationException($"The schema of '{File}' could not be brought up to date.", result.Error);
    }
}
