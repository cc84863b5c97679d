using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Finds the topics to which other processes have appended messages in the same SQLite file. The value of <c>PRAGMA data_version</c> shows
/// that the file has changed. Each topic stores the number of the latest transaction that changed it, by which the changed topics are
/// found.
/// </summary>
internal sealed class SqliteTopicBus(SqliteDatabase database, OwnTransactions ownTransactions, IOptions<SqliteOptions> options) : ITopicBus
{
    public async IAsyncEnumerable<IReadOnlyList<TopicChange>> ListenAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = new SqliteThreadPool<SqliteReader>(
            "SQLite bus", 1, () => database.Open(), connection => new SqliteReader(connection));
        using var watch = new SqliteVersionWatch(database, options.Value.PollInterval);
        await foreach (var _ in watch.ChangesAsync(cancellationToken))
        {
            var appended = await connection.RunAsync(reader => reader.TopicsAfter(ownTransactions.LastSeen), cancellationToken);
            var changes = appended.Where(topic => !ownTransactions.Contains(topic.Transaction)).Select(topic => topic.Change).ToList();
            if (changes.Count > 0)
                yield return changes;
            if (appended.Count > 0)
                ownTransactions.RemoveThrough(appended[^1].Transaction);
        }
    }
}
