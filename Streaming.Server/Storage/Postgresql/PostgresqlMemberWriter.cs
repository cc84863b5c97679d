using Npgsql;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Writes the joins and leaves of this node: all that wait at a moment in one transaction. A leave whose transaction has failed is written
/// again until it succeeds. Also removes the members of dead nodes.
/// </summary>
internal sealed partial class PostgresqlMemberWriter : IAsyncDisposable
{
    // Each change may need the locks of two topics.
    private const int MaxBatch = 128;
    private const int MaxWaiting = 8_192;

    private static readonly TimeSpan s_upkeep = TimeSpan.FromSeconds(5);

    private readonly PostgresqlOwnMembers _own;
    private readonly LostMembers _lost;
    private readonly ILogger<PostgresqlMemberWriter> _logger;
    private readonly GroupCommit<MemberChange, bool> _commits;
    private readonly ITimer _timer;

    // The changes of failed transactions that must be made all the same.
    private readonly List<MemberChange> _owed = [];
    private readonly HashSet<int> _pending = [];
    private bool _publishes;
    private bool _isUpkeepDue;

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
        _timer = time.CreateTimer(_ => Upkeep(), state: null, s_upkeep, s_upkeep);
    }

    /// <summary>Writes a join or leave, and returns after its commit.</summary>
    /// <exception cref="RefusalException">It was not written. A leave is written later.</exception>
    public async Task WriteAsync(MemberChange change) => await _commits.CommitAsync(change, CancellationToken.None);

    /// <summary>Publishes the numbers of members of big rooms that this node has changed.</summary>
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

    private void Upkeep()
    {
        Volatile.Write(ref _isUpkeepDue, true);
        _commits.Wake();
    }

    private async ValueTask WriteAsync(List<PendingCommit<MemberChange, bool>> batch)
    {
        var changes = _owed.Concat(batch.Select(pending => pending.Item)).ToList();
        var publishes = Interlocked.Exchange(ref _publishes, false);
        var isUpkeepDue = Interlocked.Exchange(ref _isUpkeepDue, false);
        try
        {
            if (changes.Count > 0 || (publishes && _pending.Count > 0))
            {
                Keep(await _own.CommitAsync(changes, publishes ? [.. _pending] : []), publishes);
                _owed.Clear();
            }
            else
            {
                await _own.BringAgainAsync();
            }

            batch.ForEach(static pending => pending.Done.SetResult(true));
            batch.Clear();
            if (isUpkeepDue)
                await _lost.RemoveAsync(result => Keep(result, isPublished: false));
        }
        catch (Exception e)
        {
            Fail(batch, e);
        }
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
            // A join whose outcome is unknown is undone.
            if (!pending.Item.IsJoin || refusal.IsOutcomeUnknown)
                _owed.Add(pending.Item with { IsJoin = false });
            pending.Done.SetException(refusal);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to store {Changes} joins and leaves; leaves are stored again later.")]
    private partial void LogFailed(Exception exception, int changes);
}
