using System.Data;
using System.Threading.Channels;
using Npgsql;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Receives the announcements of other nodes' commits on its own connection. Reads all announcements immediately into memory, so that
/// PostgreSQL's queue of notifications does not fill up.
/// </summary>
internal sealed class PostgresqlListener : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<(string Channel, string Announcement)> _received;
    private Task _reading = Task.CompletedTask;
    private int _hasLoss;

    private PostgresqlListener(NpgsqlConnection connection, int capacity)
    {
        _connection = connection;
        _received = Channel.CreateBounded<(string, string)>(
            new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
        connection.Notification += (_, notification) =>
        {
            if (!_received.Writer.TryWrite((notification.Channel, notification.Payload)))
                Volatile.Write(ref _hasLoss, 1);
        };
    }

    /// <summary>Whether the connection to PostgreSQL has ended, so that no further announcements arrive.</summary>
    public bool IsBroken => _reading.IsCompleted;

    /// <summary>Opens a connection to PostgreSQL, and begins to receive announcements of commits on it.</summary>
    public static async Task<PostgresqlListener> StartAsync(
        PostgresqlDatabase database, IEnumerable<string> channels, int capacity, CancellationToken cancellationToken)
    {
        var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        var listener = new PostgresqlListener(connection, capacity);
        try
        {
            await using var command = new NpgsqlCommand(string.Join(";", channels.Select(channel => $"LISTEN {channel}")), connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            listener._reading = listener.ReadAsync();
            return listener;
        }
        catch
        {
            await listener.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until an announcement of a commit arrives, the connection ends or the time limit has passed.</summary>
    /// <returns>True if an announcement has arrived.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        try
        {
            return await _received.Reader.WaitToReadAsync(limited.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Takes the oldest received announcement; returns false if there is none.</summary>
    public bool TryRead(out (string Channel, string Text) announcement) => _received.Reader.TryRead(out announcement);

    /// <summary>
    /// Returns whether announcements were dropped since the previous call of this method, because too many of them were waiting.
    /// </summary>
    public bool TakeLoss() => Interlocked.Exchange(ref _hasLoss, 0) == 1;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading;
        _stopping.Dispose();
        try
        {
            await using var connection = _connection;
            // The connection returns to the pool, and its next user expects no announcements. So listening ends here.
            if (connection.State != ConnectionState.Open)
                return;
            await using var command = new NpgsqlCommand("UNLISTEN *", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e))
        {
            // The connection was already broken, and closing it changes nothing.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
                await _connection.WaitAsync(_stopping.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || PostgresqlFailure.IsDatabaseError(e))
        {
            // The connection has ended, or this listener is disposed. The caller opens another listener if one is still needed.
        }
        finally
        {
            _received.Writer.TryComplete();
        }
    }
}
