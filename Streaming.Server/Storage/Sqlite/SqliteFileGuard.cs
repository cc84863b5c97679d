using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Compares the files at the database's paths with those that this process has open. SQLite goes on writing to a file that was deleted or replaced, and
/// all of that would be gone after a restart. A loss is final for this process: what it has open is not what the next start will open.
/// </summary>
internal sealed partial class SqliteFileGuard(ILogger logger)
{
    private const string Advice = "Put the right file back and restart the server.";

    private Watched[] _files = [];
    private string? _loss;

    /// <summary>Remembers the files that a connection has open: the database, its write-ahead log and that log's index.</summary>
    public void Start(SqliteConnection connection, string path)
    {
        if (!FileIdentity.IsSupported)
            return;
        // SQLite follows symbolic links first, so the log stands beside the file itself.
        var file = raw.sqlite3_db_filename(connection.Handle, "main").utf8_to_string();
        _files = [Watch(path), Watch(file + "-wal"), Watch(file + "-shm")];
    }

    /// <summary>Whether the paths still lead to the open files.</summary>
    public bool IsIntact() => Loss() is null;

    /// <summary>Refuses if a loss was found before. Costs nothing.</summary>
    /// <exception cref="RefusalException">The file was lost.</exception>
    public void ThrowIfLost()
    {
        if (Volatile.Read(ref _loss) is { } loss)
            throw Refuse(loss);
    }

    /// <summary>Compares, and refuses if the open file is no longer the one at its path.</summary>
    /// <exception cref="RefusalException">It is not.</exception>
    public void Check()
    {
        if (Loss() is { } loss)
            throw Refuse(loss);
    }

    /// <summary>Compares after a commit: what was written may be in a file that nobody will find.</summary>
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
            // Perhaps for a while only: a folder whose permissions were changed, a disk with an error.
            return "The database's folder cannot be read, so that the server cannot tell whether its file is still there.";
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
        return new Watched(path, encoded, FileIdentity.Read(encoded) ?? throw new IOException($"The file '{path}' was deleted while it was opened."));
    }

    [LoggerMessage(1, LogLevel.Critical, "Lost the database: '{Path}' was {Change} while this process had it open. Nothing is stored from now on. Put the right file back and restart.")]
    private partial void LogLost(string path, string change);

    private sealed record Watched(string Path, byte[] Encoded, FileIdentity Identity);
}
