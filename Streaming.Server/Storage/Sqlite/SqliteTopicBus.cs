using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Finds what other processes wrote to the same file: <c>PRAGMA data_version</c> says that there is something, the topics' numbers say where.</summary>
internal sealed class SqliteTopicBus(SqliteDatabase database, OwnTransactions ownMoves, IOptions<SqliteOptions> options) : ITopicBus
{
    public async IAsyncEnumerable<(TopicName Topic, long Newest)> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = new SqliteThreadPool<SqliteReader>("SQLite bus", 1, () => database.Open(), connection => new SqliteReader(connection));
        using var watch = new SqliteVersionWatch(database, options.Value.PollInterval);
        await foreach (var _ in watch.ChangesAsync(cancellationToken))
        {
            var moved = await connection.RunAsync(reader => reader.TopicsAfter(ownMoves.LastSeen), cancellationToken);
            foreach (var (topic, newest, move) in moved)
            {
                if (!ownMoves.Contains(move))
                    yield return (topic, newest);
            }

            if (moved.Count > 0)
                ownMoves.ForgetThrough(moved[^1].Move);
        }
    }
}
