using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Converts webhooks and their data to the columns of their SQLite tables, and rows of these tables to objects. The data are the cursors
/// (positions in topics), the deliveries, and the deferred batches (messages that a receiver refused and that are sent later).
/// </summary>
internal static class SqliteWebhookColumns
{
    /// <summary>
    /// The columns of the table <c>webhooks</c>, in the order of <see cref="ReadWebhook"/> and <see cref="BindWebhook"/>.
    /// </summary>
    public const string Webhook =
        "id, url, topics, types, ordered, batch, secret, old_secret, old_secret_until, state, reason, created, version, headers, " +
            "max_per_minute";

    /// <summary>
    /// The columns of the table <c>webhook_cursors</c> (the offsets up to which webhooks have received topics) in the order in which
    /// <see cref="ReadCursor"/> reads them.
    /// </summary>
    public const string Cursor = "topic, \"offset\", through, failures, failing_since, error, epoch";

    /// <summary>
    /// The columns of the table <c>webhook_deliveries</c> (requests that send messages to webhooks) in the order in which
    /// <see cref="ReadDelivery"/> reads them.
    /// </summary>
    public const string Delivery = "number, message, topic, first, last, count, attempt, time, duration, status, error, response";

    /// <summary>
    /// The columns of the table <c>webhook_asides</c> (messages that a receiver refused and that are sent later) in the order in which
    /// <see cref="ReadDeferred"/> reads them.
    /// </summary>
    public const string Deferred = "topic, \"after\", through, messages, failures, failing_since, error, epoch";

    /// <summary>
    /// The columns of the table <c>webhook_health</c> (webhooks whose deliveries fail), in the order of <see cref="ReadHealth"/> and
    /// <see cref="BindHealth"/>.
    /// </summary>
    public const string Health = "webhook, failing_since, last_success";

    private const double MicrosecondsPerMillisecond = 1_000;

    public static Webhook ReadWebhook(this SqliteStatement row) => new()
    {
        Id = new WebhookId(row.Text(0)),
        Url = new Uri(row.Text(1)),
        Topics = JobJson.Read<string[]>(row.Utf8(2)),
        Types = JobJson.Read<string[]>(row.Utf8(3)),
        IsOrdered = row.Int64(4) != 0,
        Batch = (int)row.Int64(5),
        Secret = row.Text(6),
        OldSecret = row.TextOrNull(7),
        OldSecretUntil = row.TimeOrNull(8),
        State = (WebhookState)row.Int64(9),
        Reason = row.TextOrNull(10),
        Created = SqliteTime.To(row.Int64(11)),
        Version = row.Int64(12),
        Headers = JobJson.Read<Dictionary<string, string>>(row.Utf8(13)),
        MaxPerMinute = row.IsNull(14) ? null : (int)row.Int64(14),
    };

    public static SqliteStatement BindWebhook(this SqliteStatement statement, Webhook webhook) => statement
        .Bind(1, webhook.Id.Value).Bind(2, webhook.Url.OriginalString).Bind(3, JobJson.Write(webhook.Topics))
            .Bind(4, JobJson.Write(webhook.Types))
        .Bind(5, webhook.IsOrdered ? 1 : 0).Bind(6, webhook.Batch).Bind(7, webhook.Secret).Bind(8, webhook.OldSecret)
            .Bind(9, SqliteJobColumns.From(webhook.OldSecretUntil))
        .Bind(10, (long)webhook.State).Bind(11, webhook.Reason).Bind(12, SqliteTime.From(webhook.Created)).Bind(13, webhook.Version)
        .Bind(14, JobJson.Write(webhook.Headers)).Bind(15, webhook.MaxPerMinute);

    public static WebhookCursor ReadCursor(this SqliteStatement row) => new(new TopicName(row.Text(0)), row.Int64(1))
    {
        Through = row.IsNull(2) ? null : row.Int64(2),
        Failures = (int)row.Int64(3),
        FailingSince = row.TimeOrNull(4),
        Error = row.TextOrNull(5),
        Epoch = row.TextOrNull(6),
    };

    /// <summary>
    /// Binds the columns of a webhook's cursor (the offset up to which the webhook has received a topic) to the parameters of an SQL
    /// statement, starting with parameter ?2.
    /// </summary>
    public static SqliteStatement BindCursor(this SqliteStatement statement, WebhookCursor cursor) => statement
        .Bind(2, cursor.Topic.Value).Bind(3, cursor.Offset).Bind(4, cursor.Through).Bind(5, cursor.Failures)
            .Bind(6, SqliteJobColumns.From(cursor.FailingSince)).Bind(7, cursor.Error).Bind(8, cursor.Epoch);

    public static DeferredBatch ReadDeferred(this SqliteStatement row) =>
        new(new TopicName(row.Text(0)), row.Int64(1), row.Int64(2), (int)row.Int64(3))
        {
            Failures = (int)row.Int64(4),
            FailingSince = row.TimeOrNull(5),
            Error = row.TextOrNull(6),
            Epoch = row.TextOrNull(7),
        };

    /// <summary>
    /// Binds the columns of a deferred batch (messages that a webhook's receiver refused and that are sent later) to the parameters of an
    /// SQL statement, starting with parameter ?2.
    /// </summary>
    public static SqliteStatement BindDeferred(this SqliteStatement statement, DeferredBatch batch) => statement
        .Bind(2, batch.Topic.Value).Bind(3, batch.After).Bind(4, batch.Through).Bind(5, batch.Messages).Bind(6, batch.Failures)
            .Bind(7, SqliteJobColumns.From(batch.FailingSince)).Bind(8, batch.Error).Bind(9, batch.Epoch);

    public static WebhookDelivery ReadDelivery(this SqliteStatement row) => new(
        row.Int64(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), (int)row.Int64(5), (int)row.Int64(6),
            SqliteTime.To(row.Int64(7)),
        row.Int64(8) / MicrosecondsPerMillisecond, row.IsNull(9) ? null : (int)row.Int64(9), row.TextOrNull(10))
    { Response = row.TextOrNull(11) };

    /// <summary>
    /// Binds the columns of a webhook delivery (a request that sends messages to a webhook) to the parameters of an SQL statement, starting
    /// with parameter ?2.
    /// </summary>
    public static SqliteStatement BindDelivery(this SqliteStatement statement, WebhookDelivery delivery) => statement
        .Bind(2, delivery.Number).Bind(3, delivery.MessageId).Bind(4, delivery.Topic).Bind(5, delivery.First).Bind(6, delivery.Last)
            .Bind(7, delivery.Count).Bind(8, delivery.Attempt)
        .Bind(9, SqliteTime.From(delivery.Time)).Bind(10, (long)(delivery.DurationMs * MicrosecondsPerMillisecond))
            .Bind(11, delivery.Status is { } status ? status : null).Bind(12, delivery.Error)
        .Bind(13, delivery.Response);

    public static WebhookHealth ReadHealth(this SqliteStatement row) =>
        new(new WebhookId(row.Text(0)), SqliteTime.To(row.Int64(1))) { LastSuccess = row.TimeOrNull(2) };

    public static SqliteStatement BindHealth(this SqliteStatement statement, WebhookHealth health) => statement
        .Bind(1, health.Webhook.Value).Bind(2, SqliteTime.From(health.FailingSince)).Bind(3, SqliteJobColumns.From(health.LastSuccess));

    private static DateTime? TimeOrNull(this SqliteStatement row, int column) =>
        row.IsNull(column) ? null : SqliteTime.To(row.Int64(column));

    private static string? TextOrNull(this SqliteStatement row, int column) => row.IsNull(column) ? null : row.Text(column);
}
