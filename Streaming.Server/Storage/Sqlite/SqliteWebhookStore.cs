using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Stores webhooks in the SQLite file of the message log. All waiting changes of webhooks are written in one transaction, so that many
/// webhook deliveries delay publishers by only a few commits.
/// </summary>
internal sealed class SqliteWebhookStore : IWebhookStore, IAsyncDisposable
{
    private const int MaxBatch = 256;
    private const int MaxWaiting = 4_096;

    private readonly SqliteTopicLog _log;
    private readonly GroupCommit<WebhookChange, WriteResult> _commits;

    public SqliteWebhookStore(SqliteTopicLog log, LastResortHandler lastResort)
    {
        _log = log;
        _commits = new GroupCommit<WebhookChange, WriteResult>(
            new() { Name = "Webhook writer", Work = "the writer of webhooks", Capacity = MaxWaiting, MaxWeight = MaxBatch }, WriteAsync,
                lastResort);
        _commits.Start();
    }

    public ValueTask<WriteResult> WriteAsync(WebhookChange change, CancellationToken cancellationToken) =>
        _commits.CommitAsync(change, cancellationToken);

    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    public ValueTask<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken) =>
        ReadAsync(SqliteWebhookReads.List, cancellationToken);

    public ValueTask<IReadOnlyList<WebhookHealth>> ListHealthAsync(CancellationToken cancellationToken) =>
        ReadAsync(SqliteWebhookReads.ListHealth, cancellationToken);

    public ValueTask<Webhook?> FindAsync(WebhookId id, CancellationToken cancellationToken) =>
        ReadAsync(connection => SqliteWebhookReads.Find(connection, id), cancellationToken);

    public ValueTask<WebhookCursor?> FindCursorAsync(WebhookId id, TopicName topic, CancellationToken cancellationToken) =>
        ReadAsync(connection => SqliteWebhookReads.FindCursor(connection, id, topic), cancellationToken);

    public ValueTask<IReadOnlyList<WebhookCursor>> ListCursorsAsync(
        WebhookId id, TopicName from, TopicName through, CancellationToken cancellationToken) =>
        ReadAsync(connection => SqliteWebhookReads.Cursors(connection, id, from, through), cancellationToken);

    public ValueTask<IReadOnlyList<WebhookCursor>> ListFailingAsync(WebhookId id, int limit, CancellationToken cancellationToken) =>
        ReadAsync(connection => SqliteWebhookReads.Failing(connection, id, limit), cancellationToken);

    public ValueTask<IReadOnlyList<DeferredBatch>> ListDeferredAsync(WebhookId id, int limit, CancellationToken cancellationToken) =>
        ReadAsync(connection => SqliteWebhookReads.ListDeferred(connection, id, limit), cancellationToken);

    public ValueTask<DeferredBatch?> FindDeferredAsync(WebhookId id, TopicName topic, long after, CancellationToken cancellationToken) =>
        ReadAsync(connection => SqliteWebhookReads.FindDeferred(connection, id, topic, after), cancellationToken);

    public ValueTask<long> CountDeferredAsync(WebhookId id, CancellationToken cancellationToken) =>
        ReadAsync(connection => SqliteWebhookReads.CountDeferred(connection, id), cancellationToken);

    public ValueTask<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(
        WebhookId id, long below, int limit, CancellationToken cancellationToken) =>
        ReadAsync(connection => SqliteWebhookReads.Deliveries(connection, id, below, limit), cancellationToken);

    private async ValueTask<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken) =>
        await _log.RunAsync(reader => read(reader.Connection), cancellationToken);

    private ValueTask WriteAsync(List<PendingCommit<WebhookChange, WriteResult>> batch)
    {
        try
        {
            var applied = _log.Transact((connection, _) =>
            {
                var rows = new SqliteWebhookRows(connection);
                return batch.ConvertAll(pending => WebhookTransaction.Run(rows, pending.Item));
            });
            for (var i = 0; i < batch.Count; i++)
                batch[i].Done.SetResult(applied[i]);
        }
        catch (Exception e)
        {
            var refusal = e as RefusalException
                ?? new RefusalException(
                RefusalReason.Unavailable, "The webhooks could not be stored; nothing was changed. Try again later.", e);
            batch.ForEach(pending => pending.Done.SetException(refusal));
        }

        return ValueTask.CompletedTask;
    }
}
