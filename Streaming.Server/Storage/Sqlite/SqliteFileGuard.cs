using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Compares the files at the database's paths with the files that this process has open. SQLite continues to write to a file that was
/// deleted or replaced, and
/// these writes would be lost at the next restart. A loss is final for this process, since the next start will open another file.
/// </summary>
internal sealed partial class SqliteFileGuard(ILogger logger)
{
    private const string Advice = "Put the right file back and restart the server.";

    private Watched[] _files = [];
    private string? _loss;

    /// <summary>Records the files that a connection has open: the database, its write-ahead log and the index of that log.</summary>
    public void Start(SqliteConnection connection, string path)
    {
        if (!FileIdentity.IsSupported)
            return;
        // SQLite resolves symbolic links, so the log is in the folder of the link's target.
        var file = raw.sqlite3_db_filename(connection.Handle, "main").utf8_to_string();
        _files = [Watch(path), Watch(file + "-wal"), Watch(file + "-shm")];
    }

    /// <summary>Whether the paths still refer to the open files.</summary>
    public bool IsIntact() => Loss() is null;

    /// <summary>Refuses if a loss was detected before. Does not access the disk.</summary>
    /// <exception cref="RefusalException">The file was lost.</exception>
    public void ThrowIfLost()
    {
        if (Volatile.Read(ref _loss) is { } loss)
            throw Refuse(loss);
    }

    /// <summary>Compares the files now, and refuses if an open file is no longer the file at its path.</summary>
    /// <exception cref="RefusalException">A file was deleted, moved or replaced.</exception>
    public void Check()
    {
        if (Loss() is { } loss)
            throw Refuse(loss);
    }

    /// <summary>Compares the files after a commit, which may have been written to a lost file.</summary>
    /// <exception cref="RefusalException">The commit must not be acknowledged.</exception>
    public void CheckCommitted()
    {
        if (Loss() is { } loss)
            throw SqliteFailure.Unknown($"{loss} {Advice}", inner: null);
    }

    private static RefusalException Refuse(string loss) => SqliteFailure.Refuse($"{loss} Nothing was stored or read. {Advice}");

    private string? Loss()
    {
        if (Volatile.Read(ref _loss) is { } known)
            return known;
        try
        {
            foreach (var file in _files)
            {
                var now = FileIdentity.Read(file.Encoded);
                if (now != file.Identity)
                    return Lose(file, now is null ? "deleted or moved" : "replaced");
            }

            return null;
        }
        catch (IOException)
        {
            // This may be temporary, such as changed permissions of the folder or a disk error.
            return "The folder of the database cannot be read, so the server cannot check whether its file still exists.";
        }
    }

    private string Lose(Watched file, string change)
    {
        var loss = $"The database's file '{Path.GetFileName(file.Path)}' was {change} while the server had it open.";
        if (Interlocked.CompareExchange(ref _loss, loss, null) is not null)
            return _loss;
        LogLost(file.Path, change);
        return loss;
    }

    private static Watched Watch(string path)
    {
        var encoded = FileIdentity.Encode(path);
        return new Watched(path, encoded, FileIdentity.Read(encoded)
            ?? throw new IOException($"The file '{path}' was deleted while it was being opened."));
    }

    [LoggerMessage(1, LogLevel.Critical,
        "Lost the database: '{Path}' was {Change} while this process had it open. Nothing is stored from now on. Put the right file back " +
        "and restart.")]
    private partial void LogLost(string path, string change);

    private sealed record Watched(string Path, byte[] Encoded, FileIdentity Identity);
}
