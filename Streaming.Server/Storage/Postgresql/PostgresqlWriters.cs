using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the writers of this node's log (connections that each run one commit at a time). A commit uses any writer that is free.
/// </summary>
internal sealed class PostgresqlWriters : IAsyncDisposable
{
    private readonly Channel<PostgresqlWriter> _free;
    private readonly List<PostgresqlWriter> _all = [];
    private readonly CancellationTokenSource _stopping = new();

    public PostgresqlWriters(
        PostgresqlDatabase database, PostgresqlAnnouncer announcer, IOptions<PostgresqlOptions> options, TimeProvider time)
    {
        // One writer more than there are lanes, for the appends that wait for a busy topic.
        var count = options.Value.Lanes + 1;
        _free = Channel.CreateBounded<PostgresqlWriter>(count);
        for (var i = 0; i < count; i++)
        {
            _all.Add(new PostgresqlWriter(database, announcer, options.Value.RetryFor, time));
            _free.Writer.TryWrite(_all[i]);
        }
    }

    /// <summary>Waits for a free writer, and commits a transaction on it.</summary>
    /// <inheritdoc cref="PostgresqlWriter.CommitAsync"/>
    public async Task<T> CommitAsync<T>(IPostgresqlCommit<T> commit, CancellationToken cancellationToken)
    {
        var writer = await _free.Reader.ReadAsync(cancellationToken);
        try
        {
            return await writer.CommitAsync(commit, _stopping.Token);
        }
        finally
        {
            _free.Writer.TryWrite(writer);
        }
    }

    /// <summary>
    /// Waits for the running commits and closes the connections. A commit that waits for an unreachable database is refused.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var _ in _all)
            await (await _free.Reader.ReadAsync()).DisposeAsync();
        _stopping.Dispose();
    }
}
