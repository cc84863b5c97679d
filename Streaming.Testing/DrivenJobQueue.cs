using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Memory;

namespace Streaming.Testing;

/// <summary>
/// A job queue in memory whose worker receives jobs only while a test lets it. It reports its changes, so that the test can wait for them.
/// </summary>
internal sealed class DrivenJobQueue(MemoryJobQueue queue) : IJobQueue, IDisposable
{
    private readonly SemaphoreSlim _changed = new(0);
    private volatile bool _isOpen;
    private TaskCompletionSource<int>? _nextClaim;

    /// <summary>True if the worker receives due jobs.</summary>
    public bool IsOpen
    {
        get => _isOpen;
        set => _isOpen = value;
    }

    /// <summary>Waits for the next change of the queue, at most the given time.</summary>
    public Task ChangedAsync(TimeSpan longest, CancellationToken cancellationToken) => _changed.WaitAsync(longest, cancellationToken);

    /// <summary>Returns a task with the number of jobs that the next claim of the worker receives.</summary>
    public Task<int> NextClaimAsync()
    {
        var next = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _nextClaim, next);
        return next.Task;
    }

    public async ValueTask<JobBatchResult> WriteAsync(JobBatch batch, CancellationToken cancellationToken)
    {
        var waiting = Volatile.Read(ref _nextClaim);
        var isClaim = _isOpen && batch.Claim is not null;
        var result = await queue.WriteAsync(isClaim ? batch : batch with { Claim = null }, cancellationToken);
        if (isClaim)
            waiting?.TrySetResult(result.Claimed.Count);
        if (_changed.CurrentCount == 0)
            _changed.Release();
        return result;
    }

    public Task StartAsync(CancellationToken cancellationToken) => queue.StartAsync(cancellationToken);

    public ValueTask<JobDetails?> FindAsync(JobId id, CancellationToken cancellationToken) => queue.FindAsync(id, cancellationToken);

    public ValueTask<byte[]?> ReadResultAsync(JobId id, CancellationToken cancellationToken) =>
        queue.ReadResultAsync(id, cancellationToken);

    public ValueTask<IReadOnlyList<ChildRow>> ListChildrenAsync(JobId parent, CancellationToken cancellationToken) =>
        queue.ListChildrenAsync(parent, cancellationToken);

    public ValueTask<IReadOnlyList<Job>> ListAsync(JobFilter filter, CancellationToken cancellationToken) =>
        queue.ListAsync(filter, cancellationToken);

    public ValueTask<IReadOnlyList<Job>> ListRunningAsync(CancellationToken cancellationToken) => queue.ListRunningAsync(cancellationToken);

    public ValueTask<IReadOnlyList<ScheduleFiring>> ListFiringsAsync(string? schedule, CancellationToken cancellationToken) =>
        queue.ListFiringsAsync(schedule, cancellationToken);

    public ValueTask<JobCounts> CountAsync(DateTime now, CancellationToken cancellationToken) => queue.CountAsync(now, cancellationToken);

    public ValueTask<JobStats> ReadStatsAsync(string? owner, DateTime now, CancellationToken cancellationToken) =>
        queue.ReadStatsAsync(owner, now, cancellationToken);

    public ValueTask<IReadOnlyList<Schedule>> ListSchedulesAsync(CancellationToken cancellationToken) =>
        queue.ListSchedulesAsync(cancellationToken);

    public ValueTask<JobPauses> ReadPausesAsync(CancellationToken cancellationToken) => queue.ReadPausesAsync(cancellationToken);

    public ValueTask<IReadOnlyList<JobId>> DeleteOldAsync(
        JobCutoffs cutoffs, DateTime keysBefore, CancellationToken cancellationToken) =>
        queue.DeleteOldAsync(cutoffs, keysBefore, cancellationToken);

    public void Dispose() => _changed.Dispose();
}
