using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// This process as one of the nodes on the database. It registers, sends a heartbeat every 5 seconds, renews the leases with it, and
/// removes nodes whose last heartbeat is more than 15 seconds old by the clock of the database.
/// </summary>
internal sealed partial class PostgresqlNodes(
    PostgresqlDatabase database, OwnNode own, BusProgress bus, TimeProvider time, ILogger<PostgresqlNodes> logger)
    : BackgroundService, INodeRegistry, ILeases
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    // Also ends a statement on a connection whose packets are lost.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(4);

    private readonly long _started = time.GetTimestamp();
    private Guid _id = Guid.NewGuid();
    private bool _isRegistered;
    private bool _hasFailed;
    private long _last = time.GetTimestamp();

    // The time since which all heartbeats have succeeded; null after a failure.
    private long? _aliveSince;
    private HeldLeases _leases = HeldLeases.None;

    public int Count { get; private set; } = 1;

    public TimeSpan HeartbeatAge => time.GetElapsedTime(Volatile.Read(ref _last));

    public BusLag Lag => bus.Lag;

    public bool IsHeld(NodeLease lease) => Volatile.Read(ref _leases).Has(lease, time);

    public async ValueTask<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await PostgresqlNodeStatements.ListAsync(database, _id, cancellationToken);
        }
        catch (Exception e) when (PostgresqlFailure.IsOfDatabase(e))
        {
            throw PostgresqlFailure.OfRead(e);
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.StartAsync(cancellationToken);
        await TryBeatAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Volatile.Write(ref _leases, HeldLeases.None);
        try
        {
            using var limited = Limited(cancellationToken);
            await PostgresqlNodeStatements.LeaveAsync(database, _id, limited.Token);
        }
        catch (Exception e) when (PostgresqlFailure.IsOfDatabase(e) || e is OperationCanceledException)
        {
            // The other nodes remove the row.
        }
    }

    /// <summary>Sends a heartbeat, registers again if the row of this node is gone, and removes dead nodes.</summary>
    internal async Task BeatAsync(CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        var result = await SendAsync(cancellationToken);
        if (!result.IsKnown)
        {
            LogForgotten();
            (_id, _isRegistered) = (Guid.NewGuid(), false);
            result = await SendAsync(cancellationToken);
        }

        // The lease of the database ends later, since it starts when the database has received the heartbeat.
        Volatile.Write(ref _leases, new HeldLeases(result.Leases, sent, PostgresqlNodeStatements.DeadAfter));
        // A process that was frozen does not know whether the database was reachable meanwhile.
        if (HeartbeatAge > PostgresqlNodeStatements.DeadAfter)
            _aliveSince = null;
        _aliveSince ??= sent;
        Volatile.Write(ref _last, time.GetTimestamp());
        Count = result.Nodes;
        if (result.Dead > 0 && time.GetElapsedTime(_aliveSince.Value) >= PostgresqlNodeStatements.DeadAfter)
        {
            foreach (var name in await PostgresqlNodeStatements.RemoveDeadAsync(database, cancellationToken))
                LogDead(name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (HeartbeatAge >= s_interval)
                    await TryBeatAsync(stoppingToken);
                else if (database.Contact.Age >= s_tick)
                    await TryAsync(PostgresqlNodeStatements.PingAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task TryBeatAsync(CancellationToken cancellationToken)
    {
        if (await TryAsync((_, token) => BeatAsync(token), cancellationToken))
            return;
        // Heartbeats of other nodes may have failed, too.
        _aliveSince = null;
    }

    private async Task<bool> TryAsync(Func<PostgresqlDatabase, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        try
        {
            using var limited = Limited(cancellationToken);
            await run(database, limited.Token);
            database.Contact.Answered();
            if (_hasFailed)
                LogReached();
            _hasFailed = false;
            return true;
        }
        catch (Exception e) when (PostgresqlFailure.IsOfDatabase(e)
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (!_hasFailed)
                LogFailed(e.Message);
            _hasFailed = true;
            return false;
        }
    }

    private async Task<HeartbeatResult> SendAsync(CancellationToken cancellationToken)
    {
        var result = await PostgresqlNodeStatements.SendAsync(
            database, _id, isNew: !_isRegistered, own, time.GetElapsedTime(_started), bus.Lag, cancellationToken);
        _isRegistered = result.IsKnown;
        return result;
    }

    private CancellationTokenSource Limited(CancellationToken cancellationToken)
    {
        var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(s_timeout);
        return limited;
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to reach PostgreSQL: {Problem}")]
    private partial void LogFailed(string problem);

    [LoggerMessage(2, LogLevel.Information, "PostgreSQL answers again.")]
    private partial void LogReached();

    [LoggerMessage(3, LogLevel.Warning,
        "The row of this node is gone (PostgreSQL crashed, or this node was taken for dead); registering again.")]
    private partial void LogForgotten();

    [LoggerMessage(4, LogLevel.Warning, "Removed node {Node}, which sent no heartbeat for 15 s.")]
    private partial void LogDead(string node);
}
