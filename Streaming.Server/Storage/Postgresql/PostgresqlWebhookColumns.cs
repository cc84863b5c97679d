using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Converts webhooks and their data to the columns of their PostgreSQL tables, and rows of these tables to objects. The data are the
/// cursors (positions in topics), the deliveries, and the deferred batches (messages that a receiver refused and that are sent later).
/// </summary>
internal static class PostgresqlWebhookColumns
{
    /// <summary>The columns of the table <c>webhooks</c>, in the order of <see cref="ReadWebhook"/> and <see cref="AddWebhook"/>.</summary>
    public const string Webhook =
        "id, url, topics, types, ordered, batch, secret, old_secret, old_secret_until, state, reason, created, version, headers, " +
        "max_per_minute";

    /// <summary>The number of columns of a webhook in the list <see cref="Webhook"/>.</summary>
    public const int WebhookCount = 15;

    /// <summary>
    /// The columns of the table <c>webhook_cursors</c> (the offsets up to which webhooks have received topics), in the order of
    /// <see cref="ReadCursor"/> and <see cref="AddCursor"/>.
    /// </summary>
    public const string Cursor = "topic, \"offset\", through, failures, failing_since, error, epoch";

    /// <summary>
    /// The columns of the table <c>webhook_deliveries</c> (requests that send messages to webhooks), in the order of
    /// <see cref="ReadDelivery"/> and <see cref="AddDelivery"/>.
    /// </summary>
    public const string Delivery = "number, message, topic, first, last, count, attempt, time, duration, status, error, response";

    /// <summary>
    /// The columns of the table <c>webhook_deferred</c> (messages that a receiver refused and that are sent later), in the order of
    /// <see cref="ReadDeferred"/> and <see cref="AddDeferred"/>.
    /// </summary>
    public const string Deferred = "topic, \"after\", through, messages, failures, failing_since, error, epoch";

    /// <summary>
    /// The columns of the table <c>webhook_health</c> (webhooks whose deliveries fail), in the order of <see cref="ReadHealth"/> and
    /// <see cref="AddHealth"/>.
    /// </summary>
    public const string Health = "webhook, failing_since, last_success";

    /// <summary>The number of columns in the list <see cref="Health"/>, which describe since when deliveries to a webhook fail.</summary>
    public const int HealthCount = 3;

    private const double MicrosecondsPerMillisecond = 1_000;

    public static Webhook ReadWebhook(this NpgsqlDataReader row) => new()
    {
        Id = new WebhookId(row.GetString(0)),
        Url = new Uri(row.GetString(1)),
        Topics = JobJson.Read<string[]>(row.GetFieldValue<byte[]>(2)),
        Types = JobJson.Read<string[]>(row.GetFieldValue<byte[]>(3)),
        IsOrdered = row.GetBoolean(4),
        Batch = row.GetInt32(5),
        Secret = row.GetString(6),
        OldSecret = row.TextOrNull(7),
        OldSecretUntil = row.TimeOrNull(8),
        State = (WebhookState)row.GetInt16(9),
        Reason = row.TextOrNull(10),
        Created = PostgresqlTime.To(row.GetInt64(11)),
        Version = row.GetInt64(12),
        Headers = JobJson.Read<Dictionary<string, string>>(row.GetFieldValue<byte[]>(13)),
        MaxPerMinute = row.IsDBNull(14) ? null : row.GetInt32(14),
    };

    public static void AddWebhook(this NpgsqlParameterCollection parameters, Webhook webhook) => parameters
        .Text(webhook.Id.Value).Text(webhook.Url.OriginalString).Bytea(JobJson.Write(webhook.Topics)).Bytea(JobJson.Write(webhook.Types))
        .Boolean(webhook.IsOrdered).Integer(webhook.Batch).Text(webhook.Secret).Text(webhook.OldSecret)
        .Bigint(PostgresqlJobColumns.From(webhook.OldSecretUntil)).Smallint((int)webhook.State).Text(PostgresqlText.Of(webhook.Reason))
        .Bigint(PostgresqlTime.From(webhook.Created)).Bigint(webhook.Version).Bytea(JobJson.Write(webhook.Headers))
        .Integer(webhook.MaxPerMinute);

    /// <summary>
    /// Reads a webhook's cursor (the offset up to which the webhook has received a topic) from a row of a query's result.
    /// </summary>
    /// <param name="row">The row that contains the columns of the cursor (the webhook's position in a topic).</param>
    /// <param name="at">The index of the first column of the cursor (the webhook's position in a topic) in the row.</param>
    public static WebhookCursor ReadCursor(this NpgsqlDataReader row, int at = 0) =>
        new(new TopicName(row.GetString(at)), row.GetInt64(at + 1))
        {
            Through = row.IsDBNull(at + 2) ? null : row.GetInt64(at + 2),
            Failures = row.GetInt32(at + 3),
            FailingSince = row.TimeOrNull(at + 4),
            Error = row.TextOrNull(at + 5),
            Epoch = row.TextOrNull(at + 6),
        };

    public static void AddCursor(this NpgsqlParameterCollection parameters, WebhookCursor cursor) => parameters
        .Text(cursor.Topic.Value).Bigint(cursor.Offset).Bigint(cursor.Through).Integer(cursor.Failures)
        .Bigint(PostgresqlJobColumns.From(cursor.FailingSince)).Text(PostgresqlText.Of(cursor.Error)).Text(cursor.Epoch);

    /// <summary>
    /// Reads a deferred batch (messages that a webhook's receiver refused and that are sent later) from a row of a query's result.
    /// </summary>
    /// <param name="row">The row that contains the columns of the deferred batch (messages that a receiver refused).</param>
    /// <param name="at">The index of the first column of the deferred batch (messages that a receiver refused) in the row.</param>
    public static DeferredBatch ReadDeferred(this NpgsqlDataReader row, int at = 0) =>
        new(new TopicName(row.GetString(at)), row.GetInt64(at + 1), row.GetInt64(at + 2), row.GetInt32(at + 3))
        {
            Failures = row.GetInt32(at + 4),
            FailingSince = row.TimeOrNull(at + 5),
            Error = row.TextOrNull(at + 6),
            Epoch = row.TextOrNull(at + 7),
        };

    public static void AddDeferred(this NpgsqlParameterCollection parameters, DeferredBatch deferred) => parameters
        .Text(deferred.Topic.Value).Bigint(deferred.After).Bigint(deferred.Through).Integer(deferred.Messages).Integer(deferred.Failures)
        .Bigint(PostgresqlJobColumns.From(deferred.FailingSince)).Text(PostgresqlText.Of(deferred.Error)).Text(deferred.Epoch);

    public static WebhookDelivery ReadDelivery(this NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.GetInt32(5), row.GetInt32(6),
        PostgresqlTime.To(row.GetInt64(7)), row.GetInt64(8) / MicrosecondsPerMillisecond, row.IsDBNull(9) ? null : row.GetInt32(9),
        row.TextOrNull(10))
    { Response = row.TextOrNull(11) };

    public static void AddDelivery(this NpgsqlParameterCollection parameters, WebhookDelivery delivery) => parameters
        .Bigint(delivery.Number).Text(delivery.MessageId).Text(delivery.Topic).Text(delivery.First).Text(delivery.Last)
        .Integer(delivery.Count).Integer(delivery.Attempt).Bigint(PostgresqlTime.From(delivery.Time))
        .Bigint((long)(delivery.DurationMs * MicrosecondsPerMillisecond)).Integer(delivery.Status)
        .Text(PostgresqlText.Of(delivery.Error)).Text(PostgresqlText.Of(delivery.Response));

    public static WebhookHealth ReadHealth(this NpgsqlDataReader row) =>
        new(new WebhookId(row.GetString(0)), PostgresqlTime.To(row.GetInt64(1))) { LastSuccess = row.TimeOrNull(2) };

    public static void AddHealth(this NpgsqlParameterCollection parameters, WebhookHealth health) => parameters
        .Text(health.Webhook.Value).Bigint(PostgresqlTime.From(health.FailingSince)).Bigint(PostgresqlJobColumns.From(health.LastSuccess));
}
