using Microsoft.Extensions.Options;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Stores the topics in memory that all nodes (server processes) share. The messages are in unlogged tables of PostgreSQL: a commit does
/// not wait for the disk, and a crash of PostgreSQL empties the tables.
/// </summary>
internal sealed class PostgresqlMemoryTopics : ISharedMemoryTopics, IAsyncDisposable
{
    private readonly PostgresqlWriters _writers;
    private bool _isDisposed;

    public PostgresqlMemoryTopics(
        PostgresqlDatabase database, PostgresqlAnnouncer announcer, PostgresqlRunner runner, IOptions<PostgresqlOptions> options,
        TimeProvider time)
    {
        var tables = new PostgresqlTopicTables(database, TopicStore.Memory);
        var ids = new PostgresqlTopicIds(tables);
        Seen = new SeenCommits(database, tables);
        _writers = new PostgresqlWriters(database, announcer, tables, options.Value, time);
        Log = new PostgresqlTopicLog(database, tables, runner, _writers, ids, Seen, time);
    }

    /// <summary>The log that stores the messages of the topics in memory that all nodes share.</summary>
    public ITopicLog Log { get; }

    /// <summary>
    /// Records the commits to the shared topics in memory that other nodes have made, and that this node has already seen.
    /// </summary>
    public SeenCommits Seen { get; }

    // The DI container calls this method twice, once for each type under which the object is registered. Only the first call disposes the
    // object.
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isDisposed, true) ? ValueTask.CompletedTask : _writers.DisposeAsync();
}
