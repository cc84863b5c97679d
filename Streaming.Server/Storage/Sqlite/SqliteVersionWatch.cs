using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Detects writes of other connections to the database file: a dedicated thread reads the version of the file (<c>PRAGMA data_version</c>)
/// at an interval. The read takes no lock, and costs less than a timer, which would wake two threads. On Linux, the thread sleeps while
/// nobody writes to the write-ahead log. The interval is measured in real time even in tests with a fake clock, because other processes do
/// not share that clock.
/// </summary>
internal sealed class SqliteVersionWatch : IDisposable
{
    // The check of the files takes longer than the read of the version.
    private static readonly TimeSpan s_betweenGuards = TimeSpan.FromSeconds(1);

    // A transaction writes to the log first, and changes the version when the log is on the disk. So after a write, the version is read at
    // the interval for this time; later, once in this time.
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(1);

    private readonly SqliteFileGuard _guard;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _version;
    private readonly TimeSpan _interval;
    private readonly FileWrites? _writes;
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public SqliteVersionWatch(SqliteDatabase database, TimeSpan interval)
    {
        _interval = interval;
        _guard = database.Guard;
        _connection = database.Open(busyTimeout: TimeSpan.Zero);
        _version = new SqliteStatement(_connection, "PRAGMA data_version");
        _writes = FileWrites.TryOpen(SQLitePCL.raw.sqlite3_db_filename(_connection.Handle, "main").utf8_to_string() + "-wal");
        // If the thread that polls the file fails, the code that enumerates the changes receives the error, and the next enumeration starts
        // a new thread.
        _thread = DedicatedThread.Start("SQLite watch", Run, e => _changes.Writer.TryComplete(e));
    }

    /// <summary>
    /// Returns a sequence that has a new item after other connections have written to the file. One item may stand for several writes.
    /// </summary>
    public IAsyncEnumerable<bool> ChangesAsync(CancellationToken cancellationToken) => _changes.Reader.ReadAllAsync(cancellationToken);

    public void Dispose()
    {
        _stop.Set();
        _writes?.Stop();
        _thread.Join();
        _stop.Dispose();
        _writes?.Dispose();
        _version.Dispose();
        _connection.Dispose();
    }

    private void Run()
    {
        var guarded = TimeProvider.System.GetTimestamp();
        var written = guarded;
        for (long? seen = null; !HasStopped(ref written);)
        {
            // Also detects the loss of the database file while nothing is written.
            if (TimeProvider.System.GetElapsedTime(guarded) >= s_betweenGuards)
            {
                guarded = TimeProvider.System.GetTimestamp();
                _guard.AreFilesUnchanged();
            }

            // If the file is lost, no change is reported.
            if (!TryRead(out var version) || version == seen || !_guard.AreFilesUnchanged())
                continue;
            seen = version;
            _changes.Writer.TryWrite(true);
        }
    }

    // Waits until the version may have changed. Returns true if this object is disposed.
    private bool HasStopped(ref long written)
    {
        if (_writes is null || TimeProvider.System.GetElapsedTime(written) < s_settling)
        {
            if (_stop.WaitOne(_interval))
                return true;
            if (_writes?.Wait(TimeSpan.Zero) != true)
                return false;
        }
        else if (!_writes.Wait(s_settling))
        {
            return _stop.WaitOne(TimeSpan.Zero);
        }

        written = TimeProvider.System.GetTimestamp();
        return false;
    }

    private bool TryRead(out long version)
    {
        version = 0;
        try
        {
            if (!_version.Step())
                return false;
            version = _version.Int64(0);
            _version.Reset();
            return true;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            // The version cannot be read, because another process has locked the whole database file. The next poll detects the change.
            return false;
        }
    }
}
