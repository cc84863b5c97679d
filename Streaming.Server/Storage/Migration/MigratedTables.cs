using static Streaming.Server.Storage.Migration.Columns;

namespace Streaming.Server.Storage.Migration;

/// <summary>Lists the tables that are copied from SQLite to PostgreSQL.</summary>
internal static class MigratedTables
{
    // In the SQLite file, messages below the oldest offset of their topic are hidden, and are not copied. PostgreSQL knows a topic's newest
    // offset only from the topic's newest message. So a topic whose messages were all deleted gets a hidden message with the newest offset.
    private const string Messages = """
        SELECT t.id, m."offset", m.time, m.type, m.sender, m.kind, m.data
            FROM topics t CROSS JOIN messages m ON m.topic = t.id AND m."offset" >= min(t.oldest, t.newest)
        UNION ALL
        SELECT t.id, t.newest, t.time, NULL, NULL, 0, '' FROM topics t
            WHERE t.newest > 0 AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.topic = t.id AND m."offset" = t.newest)
        """;

    private const string MessageCount =
        $"SELECT coalesce(sum(newest - min({Oldest}, newest) + 1), 0) FROM {WithProperties} WHERE newest > 0";

    private const string WithProperties = "topics t LEFT JOIN topic_properties p ON p.topic = t.id";

    // The first messages of a fork are stored for its source, and not for the fork itself. So the oldest offset of the fork's own messages
    // comes after them.
    private const string Oldest = "max(t.oldest, coalesce(p.fork_offset + 1, 0))";

    // PostgreSQL calculates the epoch (the id of one lifetime) of most topics from the seed and their names. For topics that were created
    // explicitly, whose name belonged to a deleted topic, or that were restored with new epochs, this is not possible, so their epoch is
    // copied.
    private const string Topics = $"SELECT t.id, t.name, {Oldest}, " +
        $"CASE WHEN t.has_properties = 1 OR t.had_seed = 1 OR t.epoch <> {SqliteSource.EpochOf}(t.name) THEN '=' || t.epoch END, " +
        $"t.had_seed FROM {WithProperties}";

    private const string Properties = """
        SELECT p.topic, 1, p.content_type, p.ttl, p.expires_at, p.touched, p.expires, p.is_closed, p.closed_by, p.closed_by_epoch,
            p.closed_by_seq, p.is_deleted, p.stream_seq, p.source, p.source_name, p.source_epoch, p.fork_offset, p.fork_sub_offset, t.oldest
            FROM topic_properties p JOIN topics t ON t.id = p.topic
        """;

    private const string PropertyColumns =
        "topic, version, content_type, ttl, expires_at, touched, expires, is_closed, closed_by, closed_by_epoch, closed_by_seq, " +
        "is_deleted, stream_seq, source, source_name, source_epoch, fork_offset, fork_sub_offset, trimmed";

    private const string Jobs =
        "id, type, state, priority, created, due, started, ended, attempt, attempts, time_limit, cancelling, token, lease, worker, " +
        "origin, owner, fraction, text, arguments, errors, result, traceparent, tracestate, " +
        "key, parent, waits, wanted, after_outcome, behind, children, followers";

    private const string Cursor = "webhook, topic, \"offset\", through, failures, failing_since, error, epoch";

    private const string Deferred = "webhook, topic, \"after\", through, messages, failures, failing_since, error, epoch";

    private const string Webhook =
        "id, url, topics, types, ordered, batch, secret, old_secret, old_secret_until, state, reason, created, version, headers, " +
        "max_per_minute";

    private const string Delivery =
        "webhook, number, message, topic, first, last, count, attempt, time, duration, status, error, response";

    private const string Schedule = "name, cron, zone, type, arguments, priority, catch_up, paused, next, last, version, declaration";

    private const string Firing = "schedule, time, job, blocked_by, outcome";

    private const string LastDelivery = "(SELECT coalesce(max(d.number), 0) FROM webhook_deliveries d WHERE d.webhook = webhooks.id)";

    /// <summary>Returns the tables in the order in which they are copied.</summary>
    public static IReadOnlyList<MigratedTable> All() =>
    [
        new("topics", "topics", "id, name, oldest, life, had_seed", Topics, "SELECT count(*) FROM topics",
            [Integer, Text, Bigint, Text, Flag]),
        new("properties of topics", "topic_properties", PropertyColumns, Properties, "SELECT count(*) FROM topic_properties",
            [Integer, Bigint, Text, Bigint, Bigint, Bigint, Bigint, Flag, Text, Bigint, Bigint, Flag, Text, Integer, Text, Text, Bigint,
                Bigint, Bigint]),
        Of("producers of topics", "topic_producers", "topic, id, epoch, seq, time", [Integer, Text, Bigint, Bigint, Bigint]),
        new("messages", "messages", "topic, \"offset\", time, type, sender, kind, data", Messages, MessageCount,
            [Integer, Bigint, MessageTime(topic: 0), Text, Text, Smallint, MessageData]),
        Of("idempotency keys of topics", "idempotency_keys", "topic, key, first, last, count, subscribers, time, payload",
            [Integer, Text, Bigint, Bigint, Bigint, Integer, Bigint, Bytes]),
        Of("parts of uploads", "upload_hashes", "topic, key, start, hashes", [Integer, Text, Bigint, Bytes]),
        new("jobs", "jobs", $"{Jobs}, version", $"SELECT {Jobs}, 1 FROM jobs ORDER BY id", "SELECT count(*) FROM jobs",
            [Text, Text, Smallint, Smallint, Bigint, Bigint, Bigint, Bigint, Integer, Integer, Bigint, Flag, Bigint, Bigint, Text, Text,
                Text, Integer, Text, Bytes, Errors, Bytes, Text, Text, Text, Text, Integer, Bigint, Smallint, Text, Integer, Smallint,
                Integer]),
        Of("links between jobs", "job_links", "\"after\", job, kind, name, settled", [Text, Text, Smallint, Text, Flag]),
        Of("idempotency keys of jobs", "job_keys", "type, key, job, time, payload", [Text, Text, Text, Bigint, Bytes]),
        Of("pauses of jobs", "job_pauses", "type, lowest", [Text, Smallint]),
        Of("recent starts of jobs", "job_starts", "type, starts", [Text, Bytes]),
        Of("schedules", "schedules", Schedule,
            [Text, Text, Text, Text, Bytes, Smallint, Smallint, Flag, Bigint, Bigint, Bigint, Bytes]),
        Of("options of schedules", "schedule_options", "name, overlap, attempts, time_limit", [Text, Flag, Integer, Bigint],
            source: "schedules"),
        new("firings of schedules", "schedule_firings", Firing, $"SELECT {Firing} FROM schedule_firings ORDER BY number",
            "SELECT count(*) FROM schedule_firings", [Text, Bigint, Text, Text, Smallint]),
        new("webhooks", "webhooks", $"{Webhook}, deliveries", $"SELECT {Webhook}, {LastDelivery} FROM webhooks",
            "SELECT count(*) FROM webhooks",
            [Text, Text, Bytes, Bytes, Flag, Integer, Text, Text, Bigint, Smallint, Text, Bigint, Bigint, Bytes, Integer, Bigint]),
        Of("webhook cursors", "webhook_cursors", Cursor, [Text, Text, Bigint, Bigint, Integer, Bigint, Text, Text]),
        Of("webhook deliveries", "webhook_deliveries", Delivery,
            [Text, Bigint, Text, Text, Text, Text, Integer, Integer, Bigint, Bigint, Integer, Text, Text]),
        Of("webhook health", "webhook_health", "webhook, failing_since, last_success", [Text, Bigint, Bigint]),
        Of("deferred batches", "webhook_deferred", Deferred, [Text, Text, Bigint, Bigint, Integer, Integer, Bigint, Text, Text],
            source: "webhook_asides"),
        Of("durable subscriptions", "durable_subscriptions", "id, version, record", [Text, Bigint, Bytes]),
        Of("cursors of durable subscriptions", "durable_cursors", "subscription, topic, epoch, \"offset\"", [Text, Text, Text, Bigint]),
        Of("keys of durable subscriptions", "durable_keys", "id, secret", [Integer, Bytes]),
    ];

    private static MigratedTable Of(
        string noun, string table, string columns, IReadOnlyList<ColumnWriter> writers, string? source = null) =>
        new(noun, table, columns, $"SELECT {columns} FROM {source ?? table}", $"SELECT count(*) FROM {source ?? table}", writers);
}
