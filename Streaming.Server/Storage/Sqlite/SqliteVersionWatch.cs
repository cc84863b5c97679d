using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Looks at the file's version every so often. <c>PRAGMA data_version</c> reads a few words of shared memory and, on a connection that never waits for a lock, ends at once.
/// It has a thread of its own, which is woken once a look; a timer would wake two. Its pauses are of the machine's own time, since what it looks out for are other processes.
/// </summary>
internal sealed class SqliteVersionWatch : IDisposable
{
    private readonly SqliteFileGuard _guard;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _version;
    private readonly TimeSpan _interval;
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public SqliteVersionWatch(SqliteDatabase database, TimeSpan interval)
    {
        _interval = interval;
        _guard = database.Guard;
        _connection = database.Open(busyTimeout: TimeSpan.Zero);
        _version = new SqliteStatement(_connection, "PRAGMA data_version");
        // Whoever listens gets the error, and begins anew.
        _thread = DedicatedThread.Start("SQLite watch", Run, e => _changes.Writer.TryComplete(e));
    }

    /// <summary>Something was written through another connection: one item for all that was since the last one.</summary>
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
            // A lost file is found here even while nobody writes; what is still read from it tells readers nothing new.
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
            // Somebody holds the whole file for a moment; the next tick finds what changed.
            return false;
        }
    }
}
