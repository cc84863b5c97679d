using System.Threading.Channels;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the writers of this node's log. A writer is a connection on which one commit runs at a time. A commit takes any free writer.
/// </summary>
internal sealed class PostgresqlWriters : IAsyncDisposable
{
    private readonly Channel<PostgresqlWriter> _free;
    private readonly List<PostgresqlWriter> _all = [];
    private readonly CancellationTokenSource _stopping = new();

    public PostgresqlWriters(
        PostgresqlDatabase database, PostgresqlAnnouncer announcer, PostgresqlTopicTables tables, PostgresqlOptions options,
        TimeProvider time)
    {
        // A commit to unlogged tables takes less than a millisecond, so one lane (a queue of appends with its own transactions) is enough.
        Lanes = tables.Store == TopicStore.Memory ? 1 : options.Lanes;
        // The number of writers: one for each lane (a queue of appends with its own transactions), and an additional one for appends that
        // wait for topics to which another node is appending.
        var count = Lanes + 1;
        _free = Channel.CreateBounded<PostgresqlWriter>(count);
        for (var i = 0; i < count; i++)
        {
            _all.Add(new PostgresqlWriter(database, announcer, options.RetryFor, time, tables.Schema));
            _free.Writer.TryWrite(_all[i]);
        }
    }

    /// <summary>
    /// The number of commits that can run at the same time. The commits of appends that wait for topics to which another node is appending
    /// are not counted.
    /// </summary>
    public int Lanes { get; }

    /// <summary>Waits until one of the connections for writing is free, and executes and commits a transaction on it.</summary>
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
    /// Waits for the running commits and closes the connections of all writers. A commit that waits for an unreachable database is refused.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var _ in _all)
            await (await _free.Reader.ReadAsync()).DisposeAsync();
        _stopping.Dispose();
    }
}
