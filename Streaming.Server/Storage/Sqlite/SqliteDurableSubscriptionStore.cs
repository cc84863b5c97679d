using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Stores durable subscriptions (those of the Durable Streams protocol) in the SQLite file of the message log. All waiting writes are made
/// in one transaction.
/// </summary>
internal sealed class SqliteDurableSubscriptionStore : IDurableSubscriptionStore, IAsyncDisposable
{
    private const int MaxBatch = 256;
    private const int MaxWaiting = 4_096;

    private readonly SqliteTopicLog _log;
    private readonly GroupCommit<Func<SqliteConnection, object>, object> _commits;

    public SqliteDurableSubscriptionStore(SqliteTopicLog log, LastResortHandler lastResort)
    {
        _log = log;
        _commits = new GroupCommit<Func<SqliteConnection, object>, object>(
            new()
            {
                Name = "Subscription writer",
                Work = "the writer of durable subscriptions",
                Capacity = MaxWaiting,
                MaxWeight = MaxBatch,
            },
            WriteAsync, lastResort);
        _commits.Start();
    }

    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    public async ValueTask<bool> WriteAsync(SubscriptionWrite write, CancellationToken cancellationToken) =>
        (bool)await _commits.CommitAsync(connection => SqliteDurableSubscriptionRows.Write(connection, write), cancellationToken);

    public async ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken) =>
        (bool)await _commits.CommitAsync(connection => SqliteDurableSubscriptionRows.Delete(connection, id), cancellationToken);

    public async ValueTask<byte[]> GetKeyAsync(byte[] candidate, CancellationToken cancellationToken) =>
        (byte[])await _commits.CommitAsync(connection => SqliteDurableSubscriptionRows.GetKey(connection, candidate), cancellationToken);

    public async ValueTask<IReadOnlyList<DurableSubscription>> ListAsync(CancellationToken cancellationToken) =>
        await _log.RunAsync(reader => SqliteDurableSubscriptionRows.List(reader.Connection), cancellationToken);

    public async ValueTask<DurableSubscription?> FindAsync(string id, CancellationToken cancellationToken) =>
        await _log.RunAsync(reader => SqliteDurableSubscriptionRows.Find(reader.Connection, id), cancellationToken);

    public async ValueTask<IReadOnlyList<StreamCursor>> ListCursorsAsync(string id, CancellationToken cancellationToken) =>
        await _log.RunAsync(reader => SqliteDurableSubscriptionRows.ListCursors(reader.Connection, id), cancellationToken);

    private ValueTask WriteAsync(List<PendingCommit<Func<SqliteConnection, object>, object>> batch)
    {
        try
        {
            var results = _log.Transact((connection, _) => batch.ConvertAll(pending => pending.Item(connection)));
            for (var i = 0; i < batch.Count; i++)
                batch[i].Done.SetResult(results[i]);
        }
        catch (Exception e)
        {
            var refusal = e as RefusalException ?? new RefusalException(
                RefusalReason.Unavailable, "The subscriptions could not be stored; nothing was changed. Try again later.", e);
            batch.ForEach(pending => pending.Done.SetException(refusal));
        }

        return ValueTask.CompletedTask;
    }
}
