using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Stores webhooks in a PostgreSQL database that several nodes (server processes) share. All changes that wait are written in one
/// transaction.
/// </summary>
internal sealed class PostgresqlWebhookStore : IWebhookStore, IAsyncDisposable
{
    private const int MaxBatch = 256;
    private const int MaxWaiting = 4_096;

    private readonly PostgresqlRunner _runner;
    private readonly PostgresqlWriter _writer;
    private readonly GroupCommit<WebhookChange, WriteResult> _commits;

    public PostgresqlWebhookStore(
        PostgresqlDatabase database, PostgresqlRunner runner, PostgresqlAnnouncer announcer, IOptions<PostgresqlOptions> options,
        TimeProvider time, LastResortHandler lastResort)
    {
        _runner = runner;
        _writer = new PostgresqlWriter(database, announcer, options.Value.RetryFor, time);
        _commits = new GroupCommit<WebhookChange, WriteResult>(
            new() { Name = "Webhook writer", Work = "the writer of webhooks", Capacity = MaxWaiting, MaxWeight = MaxBatch }, WriteAsync,
            lastResort);
        _commits.Start();
    }

    public ValueTask<WriteResult> WriteAsync(WebhookChange change, CancellationToken cancellationToken) =>
        _commits.CommitAsync(change, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        await _writer.DisposeAsync();
    }

    public ValueTask<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlWebhookReads.ListAsync(connection, token), cancellationToken);

    public ValueTask<IReadOnlyList<WebhookHealth>> ListHealthAsync(CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlWebhookReads.ListHealthAsync(connection, token), cancellationToken);

    public ValueTask<Webhook?> FindAsync(WebhookId id, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlWebhookReads.FindAsync(connection, id, token), cancellationToken);

    public async ValueTask<WebhookCursor?> FindCursorAsync(WebhookId id, TopicName topic, CancellationToken cancellationToken) =>
        await ListCursorsAsync(id, topic, topic, cancellationToken) is [var cursor, ..] ? cursor : null;

    public ValueTask<IReadOnlyList<WebhookCursor>> ListCursorsAsync(
        WebhookId id, TopicName from, TopicName through, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlWebhookReads.CursorsAsync(connection, id, from, through, token), cancellationToken);

    public ValueTask<IReadOnlyList<WebhookCursor>> ListFailingAsync(WebhookId id, int limit, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlWebhookReads.FailingAsync(connection, id, limit, token), cancellationToken);

    public ValueTask<IReadOnlyList<DeferredBatch>> ListDeferredAsync(WebhookId id, int limit, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlWebhookReads.DeferredAsync(connection, id, limit, token), cancellationToken);

    public ValueTask<DeferredBatch?> FindDeferredAsync(WebhookId id, TopicName topic, long after, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlWebhookReads.FindDeferredAsync(connection, id, topic, after, token), cancellationToken);

    public ValueTask<long> CountDeferredAsync(WebhookId id, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlWebhookReads.CountDeferredAsync(connection, id, token), cancellationToken);

    public ValueTask<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(
        WebhookId id, long below, int limit, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlWebhookReads.DeliveriesAsync(connection, id, below, limit, token), cancellationToken);

    private async ValueTask<T> ReadAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        await _runner.ReadAsync(read, cancellationToken);

    private async ValueTask WriteAsync(List<PendingCommit<WebhookChange, WriteResult>> batch)
    {
        try
        {
            var applied = await _writer.CommitAsync(
                new PostgresqlWebhookCommit(batch.ConvertAll(pending => pending.Item)), CancellationToken.None);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Done.SetResult(applied[i]);
        }
        catch (Exception e)
        {
            var refusal = e switch
            {
                RefusalException refused => refused,
                PostgresException error => PostgresqlFailure.ForWrite(error),
                _ => new RefusalException(
                    RefusalReason.Unavailable, "The webhooks could not be stored; nothing was changed. Try again later.", e),
            };
            batch.ForEach(pending => pending.Done.SetException(refusal));
        }
    }
}
