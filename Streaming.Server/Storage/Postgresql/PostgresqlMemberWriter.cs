using Npgsql;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Stores the joins and leaves of room members that are connected to this node (server process). One transaction stores all joins and
/// leaves that are waiting. A leave whose transaction has failed is stored again until it succeeds. Also removes the members of dead nodes.
/// </summary>
internal sealed partial class PostgresqlMemberWriter : IAsyncDisposable
{
    // The maximum number of joins and leaves in one transaction. The number is limited because each of them may lock two topics.
    private const int MaxBatch = 128;
    private const int MaxWaiting = 8_192;
    private const int MaxLockedRooms = 2;

    private static readonly TimeSpan s_maintenanceInterval = TimeSpan.FromSeconds(5);

    private readonly PostgresqlOwnMembers _own;
    private readonly LostMembers _lost;
    private readonly ILogger<PostgresqlMemberWriter> _logger;
    private readonly GroupCommit<MemberChange, bool> _commits;
    private readonly ITimer _timer;

    // The leaves of failed transactions, which are stored again before the next transaction.
    private readonly List<MemberChange> _failedLeaves = [];
    private int _failedLeavesAtOnce = MaxBatch;
    private readonly HashSet<int> _pending = [];
    private bool _publishes;
    private bool _isMaintenanceDue;

    public PostgresqlMemberWriter(
        PostgresqlOwnMembers own, LostMembers lost, PostgresqlNodes nodes, TimeProvider time, LastResortHandler lastResort,
        ILogger<PostgresqlMemberWriter> logger)
    {
        (_own, _lost, _logger) = (own, lost, logger);
        _commits = new GroupCommit<MemberChange, bool>(
            new() { Name = "Member writer", Work = "the writer of members", Capacity = MaxWaiting, MaxWeight = MaxBatch }, WriteAsync,
            lastResort);
        _commits.Start();
        nodes.OnRegistered = _commits.Wake;
        _timer = time.CreateTimer(_ => RequestMaintenance(), state: null, s_maintenanceInterval, s_maintenanceInterval);
    }

    /// <summary>Stores a join or leave of a room member. Returns after the commit.</summary>
    /// <exception cref="RefusalException">The join or leave was not stored. If it is a leave, the server tries again later to store
    /// it.</exception>
    public async Task WriteAsync(MemberChange change) => await _commits.CommitAsync(change, CancellationToken.None);

    /// <summary>
    /// Publishes the number of members of big rooms, in which single joins and leaves are not published. Only rooms whose number this node
    /// has changed since the last publication are included.
    /// </summary>
    public void PublishNumbers()
    {
        Volatile.Write(ref _publishes, true);
        if (_pending.Count > 0)
            _commits.Wake();
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _commits.DisposeAsync();
        await _own.DisposeAsync();
    }

    private void RequestMaintenance()
    {
        Volatile.Write(ref _isMaintenanceDue, true);
        _commits.Wake();
    }

    private async ValueTask WriteAsync(List<PendingCommit<MemberChange, bool>> batch)
    {
        var changes = batch.ConvertAll(static pending => pending.Item);
        var publishes = Interlocked.Exchange(ref _publishes, false);
        var isMaintenanceDue = Interlocked.Exchange(ref _isMaintenanceDue, false);
        try
        {
            await StoreFailedLeavesAsync();
            if (changes.Count > 0 || (publishes && _pending.Count > 0))
                Keep(await _own.CommitAsync(changes, publishes ? [.. _pending] : []), publishes);
            else
                await _own.StoreAgainAsync();
            ForgetLeavesBefore(changes);

            batch.ForEach(static pending => pending.Done.SetResult(true));
            batch.Clear();
            if (isMaintenanceDue)
                await _lost.RemoveAsync(result => Keep(result, isPublished: false));
        }
        catch (PostgresException e) when (batch.Count > 1 && (PostgresqlFailure.IsLockTimeout(e) || PostgresqlFailure.IsOutOfLocks(e)))
        {
            await WriteByRoomAsync(batch);
        }
        catch (Exception e)
        {
            Fail(batch, e);
        }
    }

    // Another transaction holds the lock of a room, or the batch needs more locks than the database has. Only the joins and leaves of a
    // locked room fail. If several rooms are locked, all others fail too: each of them could wait as long for its lock.
    private async Task WriteByRoomAsync(List<PendingCommit<MemberChange, bool>> batch)
    {
        var lockedRooms = 0;
        Exception? locked = null;
        foreach (var room in batch.GroupBy(static pending => pending.Item.Topic))
        {
            List<PendingCommit<MemberChange, bool>> ofRoom = [.. room];
            if (lockedRooms == MaxLockedRooms)
            {
                Fail(ofRoom, locked!);
                continue;
            }

            try
            {
                var changes = ofRoom.ConvertAll(static pending => pending.Item);
                Keep(await _own.CommitAsync(changes, []), isPublished: false);
                ForgetLeavesBefore(changes);
                ofRoom.ForEach(static pending => pending.Done.SetResult(true));
            }
            catch (Exception e)
            {
                if (e is PostgresException error && PostgresqlFailure.IsLockTimeout(error))
                    (lockedRooms, locked) = (lockedRooms + 1, e);
                Fail(ofRoom, e);
            }
        }

        batch.Clear();
    }

    // The leaves of an outage may be of thousands of rooms, whose locks PostgreSQL has no space for in one transaction.
    private async Task StoreFailedLeavesAsync()
    {
        while (_failedLeaves.Count > 0)
        {
            var part = _failedLeaves.GetRange(0, Math.Min(_failedLeavesAtOnce, _failedLeaves.Count));
            _failedLeaves.RemoveRange(0, part.Count);
            try
            {
                Keep(await _own.CommitAsync(part, []), isPublished: false);
                _failedLeavesAtOnce = Math.Min(MaxBatch, _failedLeavesAtOnce * 2);
            }
            catch (PostgresException e) when (PostgresqlFailure.IsLockTimeout(e) || PostgresqlFailure.IsOutOfLocks(e))
            {
                // Another transaction holds the lock of a room. The other leaves are stored first, next time in smaller parts.
                _failedLeaves.AddRange(part);
                _failedLeavesAtOnce = Math.Max(1, part.Count / 2);
                return;
            }
            catch
            {
                _failedLeaves.AddRange(part);
                throw;
            }
        }
    }

    // A member that has joined again must not be removed by an earlier leave that is stored later.
    private void ForgetLeavesBefore(List<MemberChange> changes)
    {
        if (_failedLeaves.Count == 0)
            return;
        var joined = changes.Where(static change => change.IsJoin).Select(static change => (change.Topic, change.Member.Connection))
            .ToHashSet();
        _failedLeaves.RemoveAll(leave => joined.Contains((leave.Topic, leave.Member.Connection)));
    }

    private void Keep(MemberBatchResult result, bool isPublished)
    {
        if (isPublished)
            _pending.Clear();
        _pending.UnionWith(result.Pending);
    }

    private void Fail(List<PendingCommit<MemberChange, bool>> batch, Exception e)
    {
        if (batch.Count > 0 || e is not (RefusalException or NpgsqlException))
            LogFailed(e, batch.Count);
        var refusal = e switch
        {
            RefusalException refused => refused,
            PostgresException error => PostgresqlFailure.ForWrite(error),
            _ when PostgresqlFailure.IsDatabaseError(e) => PostgresqlFailure.ForWrite(e),
            _ => RefusalException.OutcomeUnknown("The store failed while the join or leave was stored.", e),
        };
        foreach (var pending in batch)
        {
            // A failed leave is stored again. A failed join whose outcome is unknown may have been stored nevertheless, so a leave is
            // stored to undo the join.
            if (!pending.Item.IsJoin || refusal.IsOutcomeUnknown)
                _failedLeaves.Add(pending.Item with { IsJoin = false });
            pending.Done.SetException(refusal);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to store {Changes} joins and leaves of room members; the leaves are stored again later.")]
    private partial void LogFailed(Exception exception, int changes);
}
