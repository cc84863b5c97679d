using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>The migration copies each kind of row unchanged.</summary>
[Trait("Category", "Slow")]
public sealed class MigrationRowTests : TestsWithPostgres, IDisposable
{
    private const string Job = "01J0000000000000000000000A";

    private const string Rows = $$$"""
        INSERT INTO topics (id, name, epoch, oldest, newest, moved, time) VALUES
            (3, 'news', 'aaaaaa', 2, 3, 7, 1900), (5, 'emptied', 'bbbbbb', 9, 8, 8, 4000), (6, 'new', 'cccccc', 1, 0, 0, 0);
        INSERT INTO messages (topic, "offset", time, type, sender, kind, data) VALUES
            (3, 1, 1000, NULL, NULL, 0, 'hidden'), (3, 2, 2000, 'chat', 'Zoë 🦊', 1, '{"a": "ü"}'),
            (3, 3, 1900, NULL, NULL, 0, 'b' || char(0) || 'c');
        INSERT INTO idempotency_keys (topic, key, first, last, count, subscribers, time, payload) VALUES
            (3, 'scope key', 2, 3, 2, 4, 1234, x'00ff10'), (3, 'scope upload', 1, 1, 1, 0, 1235, NULL);
        INSERT INTO upload_hashes (topic, key, start, hashes) VALUES (3, 'scope upload', 0, x'0102030405060708');
        INSERT INTO jobs (id, type, state, priority, created, due, started, ended, attempt, attempts, time_limit, cancelling, token, lease,
            worker, origin, owner, fraction, text, arguments, errors, result, traceparent, tracestate) VALUES
            ('{{{Job}}}', 'mail', 1, 9, 1, 2, 3, 4, 5, 6, 7, 1, 8, 9, 'w', 'o', 'ann', 10, 'half', '{"x":1}',
                '[{"attempt":1,"type":"A","message":"no\nway","time":"2026-01-01T00:00:00Z"},
                    {"attempt":2,"type":"B","message":"ü","time":"2026-01-01T00:00:00Z"}]', '{"r":2}', '00-trace', 'v=1'),
            ('01J0000000000000000000000B', 'mail', 0, 0, 1, 2, NULL, NULL, 0, 6, 7, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL,
                '{}', NULL, NULL, NULL, NULL);
        UPDATE jobs SET key = 'k', parent = 'p', waits = 2, wanted = 5, after_outcome = 1, behind = 'b', children = 3, followers = 1
            WHERE id = '{{{Job}}}';
        INSERT INTO job_links ("after", job, kind, name, settled) VALUES
            ('{{{Job}}}', '01J0000000000000000000000B', 1, 'part', 0), ('01J0000000000000000000000B', '{{{Job}}}', 0, NULL, 1);
        INSERT INTO job_keys (type, key, job, time, payload) VALUES
            ('mail', 'single k', '{{{Job}}}', 5, NULL), ('mail', 'k', '{{{Job}}}', 6, x'ff');
        INSERT INTO schedules (name, cron, zone, type, arguments, priority, catch_up, paused, next, last, version, declaration,
            overlap, attempts, time_limit) VALUES
            ('nightly', '0 3 * * *', 'Europe/Berlin', 'mail', '{"y":1}', 3, 1, 1, 100, 50, 4, '{"hash":"h","former":["g"]}', 1, 7, 60),
            ('http', '* * * * *', 'UTC', 'mail', '{}', 0, 0, 0, NULL, NULL, 1, NULL, 0, NULL, NULL);
        INSERT INTO schedule_firings (number, schedule, time, job, blocked_by, outcome) VALUES
            (1, 'nightly', 40, 'deleted', NULL, 2), (2, 'nightly', 50, '{{{Job}}}', NULL, NULL), (3, 'nightly', 60, NULL, '{{{Job}}}', NULL);
        INSERT INTO webhooks (id, url, topics, types, ordered, batch, secret, old_secret, old_secret_until, state, reason, created, version,
            headers, max_per_minute) VALUES
                ('wh1', 'https://a.example/x', '["news"]', '["chat"]', 1, 10, 'whsec_new', 'whsec_old', 77, 2, 'gone', 66, 5,
                    '{"X-A":"a"}', 60),
                ('wh2', 'https://b.example/', '["*"]', '[]', 0, 1, 'whsec_b', NULL, NULL, 0, NULL, 67, 1, '{}', NULL);
        INSERT INTO webhook_health (webhook, failing_since, last_success) VALUES ('wh1', 88, 90), ('wh2', 99, NULL);
        INSERT INTO webhook_cursors (webhook, topic, "offset", through, failures, failing_since, error) VALUES
            ('wh1', 'news', 1, 3, 2, 88, 'refused'), ('wh2', 'later', 0, NULL, 0, NULL, NULL);
        INSERT INTO webhook_deliveries (webhook, number, message, topic, first, last, count, attempt, time, duration, status, error,
            response) VALUES
            ('wh1', 41, 'msg_1', 'news', 'aaaaaa-2', 'aaaaaa-3', 2, 1, 90, 1500, 500, NULL, 'oh'),
            ('wh1', 42, 'msg_1', NULL, NULL, NULL, 0, 2, 91, 1, NULL, 'down', NULL);
        INSERT INTO webhook_asides (webhook, topic, "after", through, messages, failures, failing_since, error) VALUES
            ('wh2', 'news', 1, 3, 2, 4, 99, 'later');
        INSERT INTO durable_subscriptions (id, version, record) VALUES ('sub', 7, '{"id":"sub","kind":"pullWake","leaseMilliseconds":1000,
            "configurationHash":"h","serverUrl":"http://x","created":"2026-01-01T00:00:00Z","version":7,"wakeTopic":"w"}');
        INSERT INTO durable_cursors (subscription, topic, epoch, "offset") VALUES ('sub', 'news', 'aaaaaa', 3), ('sub', 'new', NULL, NULL);
        INSERT INTO job_pauses (type, lowest) VALUES ('', 9), ('mail', 10);
        INSERT INTO job_starts (type, starts) VALUES ('mail', '[1,2]');
        INSERT INTO durable_keys (id, secret) VALUES (1, x'00ff');
        """;

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "topics.db");

    private string ConnectionString => Database.ConnectionString;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Stores.Database(_folder).Upgrade();
        RunOnFile(Rows);
    }

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task Every_kind_of_row_is_copied_unchanged()
    {
        await MigrationRun.RunAsync(File, ConnectionString);

        await SameAsync("topics", "id, name, oldest");
        await SameAsync("idempotency_keys", "topic, key, first, last, count, subscribers, time, payload");
        await SameAsync("upload_hashes", "topic, key, start, hashes");
        await SameAsync("jobs", "id, type, state, priority, created, due, started, ended, attempt, attempts, time_limit, cancelling, " +
            "token, lease, worker, origin, owner, fraction, text, arguments, result, traceparent, tracestate, " +
            "key, parent, waits, wanted, after_outcome, behind, children, followers");
        await SameAsync("job_links", "\"after\", job, kind, name, settled");
        await SameAsync("job_keys", "type, key, job, time, payload");
        await SameAsync("job_pauses", "type, lowest");
        await SameAsync("job_starts", "type, starts");
        await SameAsync("schedules", "name, cron, zone, type, arguments, priority, catch_up, paused, next, last, version, declaration");
        await SameAsync("schedule_options", "name, overlap, attempts, time_limit", source: "schedules");
        await SameAsync("schedule_firings", "number, schedule, time, job, blocked_by, outcome");
        await SameAsync("webhooks", "id, url, topics, types, ordered, batch, secret, old_secret, old_secret_until, state, reason, " +
            "created, version, headers, max_per_minute");
        await SameAsync("webhook_health", "webhook, failing_since, last_success");
        await SameAsync("webhook_cursors", "webhook, topic, \"offset\", through, failures, failing_since, error");
        await SameAsync(
            "webhook_deliveries", "webhook, number, message, topic, first, last, count, attempt, time, duration, status, error, response");
        await SameAsync(
            "webhook_deferred", "webhook, topic, \"after\", through, messages, failures, failing_since, error", source: "webhook_asides");
        await SameAsync("durable_subscriptions", "id, version, record");
        await SameAsync("durable_cursors", "subscription, topic, epoch, \"offset\"");
        await SameAsync("durable_keys", "id, secret");
        (await MigratedRows.PostgresqlAsync(ConnectionString, "store", "seed, generation")).Should()
            .Equal(MigratedRows.Sqlite(File, "store", "seed, 1"));
        (await MigratedRows.PostgresqlAsync(ConnectionString, "webhooks", "id, deliveries")).Should().Equal("wh1 | 42", "wh2 | 0");
    }

    [PostgresFact]
    public async Task Hidden_messages_are_left_behind_an_emptied_topic_keeps_its_offset_and_times_never_fall()
    {
        await MigrationRun.RunAsync(File, ConnectionString);

        (await MigratedRows.PostgresqlAsync(
            ConnectionString, "messages", "topic, \"offset\", time, type, sender, kind, encode(data, 'hex')")).Should().Equal(
                "3 | 2 | 2000 | chat | Zo\u00c3\u00ab \u00f0\u009f\u00a6\u008a | 1 | 7b2261223a2022c3bc227d",
                "3 | 3 | 2000 | NULL | NULL | 0 | 620063",
                "5 | 8 | 4000 | NULL | NULL | 0 | ");
        await using var node = await PostgresNode.StartAsync(ConnectionString);
        var state = await node.Log.GetStateAsync(new TopicName("emptied"), CancellationToken.None).OrTimeout();
        state.Oldest.Should().Be(9);
        state.Newest.Should().Be(8);
        (await node.Log.AppendAsync("emptied", "next")).Last.Should().Be(9);
        (await node.Log.AppendAsync("another", "first")).Last.Should().Be(1);
    }

    [PostgresFact]
    public async Task The_store_reads_jobs_schedules_and_webhooks_that_were_copied()
    {
        await MigrationRun.RunAsync(File, ConnectionString);
        await using var node = await PostgresNode.StartAsync(ConnectionString);
        await node.Jobs.StartAsync(CancellationToken.None).OrTimeout();

        var job = (await node.Jobs.FindAsync(new JobId(Job), CancellationToken.None).OrTimeout())!;

        job.Errors.Select(error => error.Message).Should().Equal("no\nway", "ü");
        (await node.Jobs.ListSchedulesAsync(CancellationToken.None).OrTimeout()).Select(schedule => schedule.Declaration?.Hash).Should()
            .Equal(null, "h");
        (await node.Webhooks.FindAsync(new WebhookId("wh1"), CancellationToken.None).OrTimeout())!.Secret.Should().Be("whsec_new");
    }

    [PostgresFact]
    public async Task The_files_of_jobs_are_copied_with_their_times()
    {
        var files = Directory.CreateDirectory(Path.Combine(_folder.Path, "files"));
        var large = new byte[2_500_000];
        Random.Shared.NextBytes(large);
        var path = Path.Combine(files.FullName, $"{Job}-1.csv");
        await System.IO.File.WriteAllBytesAsync(path, large);
        await System.IO.File.WriteAllTextAsync(Path.Combine(files.FullName, "empty.csv"), string.Empty);
        await System.IO.File.WriteAllTextAsync(Path.Combine(files.FullName, "unfinished.csv.part"), "half");
        System.IO.File.SetLastWriteTimeUtc(path, Appends.Noon);
        RunOnFile("DELETE FROM webhooks");

        await MigrationRun.RunAsync(File, ConnectionString);

        (await MigratedRows.PostgresqlAsync(ConnectionString, "job_files", "number, name, job, bytes")).Should()
            .Equal($"1 | {Job}-1.csv | {Job} | 2500000", "2 | empty.csv | NULL | 0");
        await using var server = await TestServer.StartAsync(Database.Settings);
        var content = (await server.Get<IJobFileStore>().OpenAsync($"{Job}-1.csv", CancellationToken.None).OrTimeout())!;
        using var copy = new MemoryStream();
        await content.Stream.CopyToAsync(copy).OrTimeout();
        copy.ToArray().Should().Equal(large);
        content.Written.Should().Be(new DateTimeOffset(Appends.Noon));
    }

    private void RunOnFile(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task SameAsync(string table, string columns, string? source = null)
    {
        var expected = MigratedRows.Sqlite(File, source ?? table, columns);
        expected.Should().NotBeEmpty();
        (await MigratedRows.PostgresqlAsync(ConnectionString, table, columns)).Should().Equal(expected, "of the table {0}", table);
    }
}
