using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Streaming.Server.Sqlite;

/// <summary>
/// Looks at the file's version every so often. <c>PRAGMA data_version</c> reads a few words of shared memory and, on a connection that never waits for a lock, ends at once,
/// so that it may run where the timer does: fifty times a second, waking another thread for it would cost more than all the rest.
/// </summary>
internal sealed class SqliteVersionWatch : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _version;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long? _seen;
    private bool _disposed;

    public SqliteVersionWatch(SqliteDatabase database, TimeSpan interval, TimeProvider time)
    {
        _connection = database.Open(busyTimeout: TimeSpan.Zero);
        _version = new SqliteStatement(_connection, "PRAGMA data_version");
        _timer = time.CreateTimer(static watch => ((SqliteVersionWatch)watch!).Look(), this, interval, interval);
    }

    /// <summary>Something was written through another connection: one item for all that was since the last one.</summary>
    public IAsyncEnumerable<bool> ChangesAsync(CancellationToken cancellationToken) => _changes.Reader.ReadAllAsync(cancellationToken);

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _disposed = true;
            _version.Dispose();
            _connection.Dispose();
        }
    }

    private void Look()
    {
        // A tick that comes while the last one still looks has nothing to add.
        if (!_gate.TryEnter())
            return;
        try
        {
            if (_disposed || !TryRead(out var version) || version == _seen)
                return;
            _seen = version;
            _changes.Writer.TryWrite(true);
        }
        catch (Exception e)
        {
            _changes.Writer.TryComplete(e);
        }
        finally
        {
            _gate.Exit();
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
