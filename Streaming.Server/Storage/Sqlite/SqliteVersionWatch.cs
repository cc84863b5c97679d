using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Polls the file's version. <c>PRAGMA data_version</c> reads a few words of shared memory, and returns at once on a connection that never
/// waits for a lock.
/// Uses a dedicated thread, which wakes once for each poll; a timer would wake two threads. Uses real time, since it watches for other
/// processes.
/// </summary>
internal sealed class SqliteVersionWatch : IDisposable
{
    private readonly SqliteFileGuard _guard;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _version;
    private readonly TimeSpan _interval;
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
        // The listener receives the error and creates a new watch.
        _thread = DedicatedThread.Start("SQLite watch", Run, e => _changes.Writer.TryComplete(e));
    }

    /// <summary>Yields one item after other connections have written. One item may stand for several writes.</summary>
    public IAsyncEnumerable<bool> ChangesAsync(CancellationToken cancellationToken) => _changes.Reader.ReadAllAsync(cancellationToken);

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        _version.Dispose();
        _connection.Dispose();
    }

    private void Run()
    {
        for (long? seen = null; !_stop.WaitOne(_interval);)
        {
            // Also detects a lost file while nothing is written. Subscribers need no notification of a lost file.
            if (!_guard.IsIntact() || !TryRead(out var version) || version == seen)
                continue;
            seen = version;
            _changes.Writer.TryWrite(true);
        }
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
            // Another process has locked the whole file; the next poll detects the change.
            return false;
        }
    }
}
