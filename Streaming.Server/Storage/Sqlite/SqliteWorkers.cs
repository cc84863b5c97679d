using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Keeps the list of workers (processes that run jobs) in the SQLite file. Writes a heartbeat of this process's worker every 10 s, and does
/// not list workers whose last heartbeat is more than 30 s old.
/// </summary>
internal sealed partial class SqliteWorkers(SqliteTopicLog log, OwnWorker own, TimeProvider time, ILogger<SqliteWorkers> logger)
    : BackgroundService, IWorkerStore
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_deadAfter = TimeSpan.FromSeconds(30);

    private bool _hasFailed;

    public async ValueTask<WorkerList> ListAsync(CancellationToken cancellationToken) => new(
        [.. (await log.RunAsync(reader => List(reader.Connection, OldestAlive()), cancellationToken))
            .OrderBy(state => state.Worker.Started).ThenBy(state => state.Worker.Name, StringComparer.Ordinal)]);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (own.Record is null)
            return;
        await TryAsync(connection =>
        {
            using var dead = new SqliteStatement(connection, "DELETE FROM workers WHERE heartbeat < ?1");
            dead.Bind(1, OldestAlive()).Run();
            WriteHeartbeat(connection, own.Record);
        }, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (own.Record is null)
            return;
        try
        {
            await TryAsync(connection =>
            {
                using var left = new SqliteStatement(connection, "DELETE FROM workers WHERE name = ?1");
                left.Bind(1, own.Name).Run();
            }, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The time limit of the shutdown has passed, so the row of this worker stays in the file. Other processes ignore the row after
            // 30 s.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync(connection => WriteHeartbeat(connection, own.Record!), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process is stopping, so it sends no further heartbeats.
        }
    }

    private static List<WorkerState> List(SqliteConnection connection, long since)
    {
        var workers = new List<WorkerState>();
        using var rows = new SqliteStatement(connection, "SELECT record, heartbeat FROM workers WHERE heartbeat >= ?1");
        rows.Bind(1, since);
        while (rows.Step())
            workers.Add(new WorkerState(WorkerRecord.Parse(rows.Utf8(0)), SqliteTime.To(rows.Int64(1))));
        return workers;
    }

    private void WriteHeartbeat(SqliteConnection connection, WorkerRecord record)
    {
        using var heartbeat = new SqliteStatement(connection, """
            INSERT INTO workers (name, heartbeat, record) VALUES (?1, ?2, ?3)
            ON CONFLICT (name) DO UPDATE SET heartbeat = excluded.heartbeat
            """);
        heartbeat.Bind(1, record.Name).Bind(2, SqliteTime.From(time.GetUtcNow().UtcDateTime)).Bind(3, record.ToJson()).Run();
    }

    private long OldestAlive() => SqliteTime.From(time.GetUtcNow().UtcDateTime - s_deadAfter);

    private async Task TryAsync(Action<SqliteConnection> write, CancellationToken cancellationToken)
    {
        try
        {
            await log.RunAsync(_ => log.Transact((connection, _) =>
            {
                write(connection);
                return true;
            }), cancellationToken);
            _hasFailed = false;
        }
        catch (RefusalException e)
        {
            if (!_hasFailed)
                LogFailed(e.Message);
            _hasFailed = true;
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Failed to write a heartbeat of this worker, so GET /workers may not show it; the next attempt follows in 10 s. {Problem}")]
    private partial void LogFailed(string problem);
}
