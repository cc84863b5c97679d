using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Detects that the database file was deleted, moved or replaced, by comparing the files at the database's paths with the files that this
/// process has open. SQLite would continue to write to a deleted or replaced file, and the writes would be lost at the next restart. After
/// a detected loss, all reads and writes of this process fail.
/// </summary>
internal sealed partial class SqliteFileGuard(ILogger logger)
{
    private const string Advice = "Put the right file back and restart the server.";

    private Watched[] _files = [];
    private string? _lossSentence;

    /// <summary>
    /// Stores which files a connection has open: the database, its write-ahead log and the index of that log. Later checks compare these
    /// files with the files at the same paths.
    /// </summary>
    public void Start(SqliteConnection connection, string path)
    {
        if (!FileIdentity.IsSupported)
            return;
        // SQLite resolves symbolic links, so the write-ahead log is in the folder of the link's target.
        var file = raw.sqlite3_db_filename(connection.Handle, "main").utf8_to_string();
        _files = [Watch(path), Watch(file + "-wal"), Watch(file + "-shm")];
    }

    /// <summary>Returns whether the paths of the database still refer to the files that this process has open.</summary>
    public bool AreFilesUnchanged() => FindLoss() is null;

    /// <summary>Throws a refusal if the loss of the database file was detected before. This check does not access the disk.</summary>
    /// <exception cref="RefusalException">The database file was deleted, moved or replaced.</exception>
    public void ThrowIfLost()
    {
        if (Volatile.Read(ref _lossSentence) is { } loss)
            throw Refuse(loss);
    }

    /// <summary>
    /// Compares the files at the database's paths with the files that this process has open. Throws a refusal if one of them was deleted,
    /// moved or replaced.
    /// </summary>
    /// <exception cref="RefusalException">A file of the database was deleted, moved or replaced, or its folder cannot be read.</exception>
    public void Check()
    {
        if (FindLoss() is { } loss)
            throw Refuse(loss);
    }

    /// <summary>
    /// Checks the database's files after a commit, before the commit is acknowledged. The transaction may have been written to a deleted
    /// file.
    /// </summary>
    /// <exception cref="RefusalException">A file of the database was deleted, moved or replaced, or its folder cannot be read, so the
    /// commit must not be acknowledged.</exception>
    public void CheckCommitted()
    {
        if (FindLoss() is { } loss)
            throw RefusalException.OutcomeUnknown($"{loss} {Advice}", inner: null);
    }

    private static RefusalException Refuse(string loss) => SqliteFailure.Refuse($"{loss} Nothing was stored or read. {Advice}");

    private string? FindLoss()
    {
        if (Volatile.Read(ref _lossSentence) is { } known)
            return known;
        try
        {
            foreach (var file in _files)
            {
                var now = FileIdentity.Read(file.Encoded);
                if (now != file.Identity)
                    return RecordLoss(file, now is null ? "deleted or moved" : "replaced");
            }

            return null;
        }
        catch (IOException)
        {
            // An error while the files are read may be temporary, such as a disk error or changed permissions of the folder. So this error
            // does not mean that the database file is lost.
            return "The folder of the database cannot be read, so the server cannot check whether its file still exists.";
        }
    }

    private string RecordLoss(Watched file, string change)
    {
        var loss = $"The database's file '{Path.GetFileName(file.Path)}' was {change} while the server had it open.";
        if (Interlocked.CompareExchange(ref _lossSentence, loss, null) is not null)
            return _lossSentence;
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
