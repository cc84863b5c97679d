using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Makes the database file smaller by returning its free pages to the disk. One step returns 64 pages, so that publishes do not wait long.
/// </summary>
internal sealed class SqliteCompaction(SqliteTopicLog log, IOptions<SqliteOptions> options, TimeProvider time) : IStoreCompaction
{
    // The number of free pages that one step removes from the file (half a megabyte). A publish that arrives during a step waits at most a
    // few milliseconds.
    private const int StepPages = 64;

    public async Task<long> CompactAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var pageSize = await ReadAsync("PRAGMA page_size", cancellationToken);
        var before = await ReadAsync("PRAGMA page_count", cancellationToken);
        while (await ReadAsync("PRAGMA freelist_count", cancellationToken) > 0
            && time.GetElapsedTime(started) < options.Value.CompactionTime)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var left = await log.RunAsync(_ => log.RunExclusive(Vacuum), cancellationToken);
            // A database file can be made smaller only if it was created with the SQLite setting auto_vacuum.
            if (left == 0)
                break;
        }

        await ShrinkAsync(cancellationToken);
        return (before - await ReadAsync("PRAGMA page_count", cancellationToken)) * pageSize;
    }

    // The file becomes smaller only when its write-ahead log is copied into it (a checkpoint), which SQLite otherwise does only when the
    // log is long. The first checkpoint copies most of the log while appends continue. The second one copies the rest while appends wait.
    private async Task ShrinkAsync(CancellationToken cancellationToken)
    {
        const string Checkpoint = "PRAGMA wal_checkpoint(PASSIVE)";
        await log.RunAsync(reader => Read(reader.Connection, Checkpoint), cancellationToken);
        await ReadAsync(Checkpoint, cancellationToken);
    }

    private static long Vacuum(SqliteConnection connection)
    {
        var before = Read(connection, "PRAGMA page_count");
        using var vacuum = new SqliteStatement(connection, $"PRAGMA incremental_vacuum({StepPages})");
        while (vacuum.Step())
        {
            // Each step of the SQL statement incremental_vacuum removes one free page from the file.
        }

        return before - Read(connection, "PRAGMA page_count");
    }

    private static long Read(SqliteConnection connection, string pragma)
    {
        using var statement = new SqliteStatement(connection, pragma);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    private async Task<long> ReadAsync(string pragma, CancellationToken cancellationToken) =>
        await log.RunAsync(_ => log.RunExclusive(connection => Read(connection, pragma)), cancellationToken);
}
