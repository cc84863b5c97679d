using Streaming.Server.Core.Nodes;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Registers this process and its worker (the part that runs jobs) in the database as one of the nodes (server processes). Sends a
/// heartbeat every 5 s, which also renews the leases of this node (its rights to do tasks for all nodes). Removes nodes whose last
/// heartbeat is more than 15 s old by the clock of the database.
/// </summary>
internal sealed partial class PostgresqlNodes(
    PostgresqlDatabase database, OwnNode own, OwnWorker worker, BusProgress bus, TimeProvider time, ILogger<PostgresqlNodes> logger)
    : BackgroundService, INodeRegistry, ILeases
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    // The time limit of an SQL statement. It also ends the wait for an answer that never arrives, because the network has lost the
    // connection.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(4);

    // The largest difference between the clocks of this machine and of the database that is not worth a warning.
    private static readonly TimeSpan s_largestDifference = TimeSpan.FromSeconds(1);

    private readonly long _started = time.GetTimestamp();
    private readonly SemaphoreSlim _heartbeatLock = new(1);
    private Guid _id = Guid.NewGuid();
    private bool _isRegistered;

    // The id under which this node is registered; null if it is not registered. The id is boxed, because other threads read it and a read
    // of a Guid is not atomic.
    private object? _registered;
    private bool _hasFailed;
    private bool _isClockWrong;
    private long _last = time.GetTimestamp();

    // The beginning of the period in which all heartbeats of this node have succeeded; null after a failed heartbeat.
    private long? _aliveSince;
    private HeldLeases _leases = HeldLeases.None;

    /// <summary>A function that is called after this node has registered, including when it registers again under a new id.</summary>
    public Action? OnRegistered { get; set; }

    /// <summary>
    /// The id under which this node last registered. Other nodes may have removed this registration since. Null before the start and after
    /// the stop of this node.
    /// </summary>
    public Guid? Id => Volatile.Read(ref _registered) as Guid?;

    /// <summary>The number of dead nodes that this node has removed.</summary>
    public int Removed { get; private set; }

    public int Count { get; private set; } = 1;

    public TimeSpan HeartbeatAge => time.GetElapsedTime(Volatile.Read(ref _last));

    public TimeSpan StoreSilence => database.Contact.Age;

    public BusLag Lag => bus.Lag;

    public bool IsHeld(NodeLease lease) => Volatile.Read(ref _leases).Has(lease, time);

    public async ValueTask<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await PostgresqlNodeStatements.ListAsync(database, _id).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e))
        {
            throw PostgresqlFailure.ForRead(e);
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.StartAsync(cancellationToken);
        await TrySendHeartbeatAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Volatile.Write(ref _leases, HeldLeases.None);
        try
        {
            using var limited = Limited(cancellationToken);
            // The semaphore is not released, so that no later heartbeat registers this node again.
            await _heartbeatLock.WaitAsync(limited.Token);
            Volatile.Write(ref _registered, null);
            await PostgresqlNodeStatements.LeaveAsync(database, _id).WaitAsync(limited.Token);
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e) || e is OperationCanceledException)
        {
            // If this node cannot delete its row, other nodes remove the row after 15 s.
        }
    }

    /// <summary>
    /// Sends a heartbeat of this node. If the database has no row for this node, registers the node again. Also removes dead nodes.
    /// </summary>
    internal async Task SendHeartbeatAsync(CancellationToken cancellationToken)
    {
        var before = Id;
        await _heartbeatLock.WaitAsync(cancellationToken);
        try
        {
            await SendHeartbeatAloneAsync(cancellationToken);
        }
        finally
        {
            _heartbeatLock.Release();
        }

        if (Id != before)
            OnRegistered?.Invoke();
    }

    private async Task SendHeartbeatAloneAsync(CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        var result = await SendAsync(cancellationToken);
        if (!result.IsKnown)
        {
            LogUnregistered();
            (_id, _isRegistered) = (Guid.NewGuid(), false);
            result = await SendAsync(cancellationToken);
        }

        // The leases of this node (its rights to do tasks for all nodes) are valid for a fixed time. This node counts the time from the
        // moment when it sent the heartbeat, and the database from a later moment. So this node stops using the leases before another node
        // can get them.
        Volatile.Write(ref _leases, new HeldLeases(result.Leases, sent, PostgresqlNodeStatements.DeadAfter));
        // The previous heartbeat is too old, perhaps because this process was suspended. It is unknown whether the database was reachable
        // in the meantime.
        if (HeartbeatAge > PostgresqlNodeStatements.DeadAfter)
            _aliveSince = null;
        _aliveSince ??= sent;
        Volatile.Write(ref _last, time.GetTimestamp());
        Count = result.Nodes;
        if (result.Dead > 0 && time.GetElapsedTime(_aliveSince.Value) >= PostgresqlNodeStatements.DeadAfter)
        {
            foreach (var name in await PostgresqlNodeStatements.RemoveDeadAsync(database).WaitAsync(cancellationToken))
            {
                Removed++;
                LogDead(name);
            }
        }

        try
        {
            await MeasureClockAsync().WaitAsync(cancellationToken);
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e) || e is OperationCanceledException)
        {
            // The heartbeat itself has succeeded. The next one measures the clock again.
        }
    }

    // Compares the clock of this machine with that of the database, and warns once when they differ.
    private async Task MeasureClockAsync()
    {
        await using (var connection = await database.Source.OpenConnectionAsync(CancellationToken.None))
            await database.Clock.MeasureAsync(connection, CancellationToken.None);
        var difference = database.Clock.Offset.Duration();
        if (difference > s_largestDifference && !_isClockWrong)
            LogClock(difference.TotalSeconds);
        _isClockWrong = difference > s_largestDifference;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (HeartbeatAge >= s_interval)
                    await TrySendHeartbeatAsync(stoppingToken);
                else if (database.Contact.Age >= s_tick)
                    await TryAsync(token => PostgresqlNodeStatements.PingAsync(database).WaitAsync(token), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping, so the loop ends.
        }
    }

    private async Task TrySendHeartbeatAsync(CancellationToken cancellationToken)
    {
        if (await TryAsync(SendHeartbeatAsync, cancellationToken))
            return;
        // The database was not reachable, so the heartbeats of other nodes may have failed too. For some time, the absence of a heartbeat
        // does not prove that another node is dead.
        _aliveSince = null;
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        try
        {
            using var limited = Limited(cancellationToken);
            await run(limited.Token);
            database.Contact.RecordAnswer();
            if (_hasFailed)
                LogReached();
            _hasFailed = false;
            return true;
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e)
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
            database, _id, isNew: !_isRegistered, own, worker.Record, time.GetElapsedTime(_started), bus.Lag)
            .WaitAsync(cancellationToken);
        _isRegistered = result.IsKnown;
        if (_isRegistered)
            Volatile.Write(ref _registered, _id);
        return result;
    }

    public override void Dispose()
    {
        _heartbeatLock.Dispose();
        base.Dispose();
    }

    private static CancellationTokenSource Limited(CancellationToken cancellationToken)
    {
        var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(s_timeout);
        return limited;
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to reach PostgreSQL: {Problem}")]
    private partial void LogFailed(string problem);

    [LoggerMessage(2, LogLevel.Information, "Reached PostgreSQL again.")]
    private partial void LogReached();

    [LoggerMessage(3, LogLevel.Warning,
        "Found no row of this node in the database (PostgreSQL crashed, or other nodes judged this node dead); registering the node " +
        "again.")]
    private partial void LogUnregistered();

    [LoggerMessage(4, LogLevel.Warning, "Removed dead node {Node}, which sent no heartbeat for 15 s.")]
    private partial void LogDead(string node);

    [LoggerMessage(5, LogLevel.Warning,
        "The clock of this machine differs by {Seconds:N1} s from the clock of PostgreSQL. Stored times are those of PostgreSQL, but " +
        "tokens expire by the clock of this machine; synchronize both clocks (NTP).")]
    private partial void LogClock(double seconds);
}
