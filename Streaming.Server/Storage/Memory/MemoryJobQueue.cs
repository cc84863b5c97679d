using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Memory;

/// <summary>Stores the job queue in this process's memory. Jobs and their events are lost when the process ends.</summary>
internal sealed class MemoryJobQueue(MemoryTopicLog log) : IJobQueue
{
    private const int DeletionStep = 1_000;

    private readonly Lock _gate = new();
    private readonly MemoryJobRows _rows = new(log);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<JobBatchResult> WriteAsync(JobBatch batch, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(JobTransaction.Run(_rows, batch));
    }

    public ValueTask<JobDetails?> FindAsync(JobId id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.Details(id));
    }

    public ValueTask<byte[]?> ReadResultAsync(JobId id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.Result(id));
    }

    public ValueTask<IReadOnlyList<ChildRow>> ListChildrenAsync(JobId parent, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.Children(parent));
    }

    public ValueTask<IReadOnlyList<Job>> ListAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.List(filter));
    }

    public ValueTask<IReadOnlyList<Job>> ListRunningAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.ListRunning());
    }

    public ValueTask<JobCounts> CountAsync(DateTime now, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.Count(now));
    }

    public ValueTask<JobStats> ReadStatsAsync(string? owner, DateTime now, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.Stats(owner, now));
    }

    public ValueTask<IReadOnlyList<Schedule>> ListSchedulesAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.Schedules());
    }

    public ValueTask<IReadOnlyList<ScheduleFiring>> ListFiringsAsync(string? schedule, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.Firings(schedule));
    }

    public ValueTask<JobPauses> ReadPausesAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.ReadPauses());
    }

    public ValueTask<IReadOnlyList<JobId>> DeleteOldAsync(
        JobCutoffs cutoffs, DateTime keysBefore, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.DeleteOld(cutoffs, keysBefore, DeletionStep));
    }
}
