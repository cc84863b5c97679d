using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Writes all changes of this process to the job queue, by group commit: one transaction contains all changes that are waiting. The same
/// transaction claims due jobs, one for each free slot of the worker (place for one running job). For example, the end of a job, the start
/// of the next job and ten new jobs may share one transaction.
/// </summary>
internal sealed partial class JobWriter : IHostedService, IAsyncDisposable
{
    private const int MaxBatch = 4_096;

    private readonly JobBatchStore _store;
    private readonly JobClaims _claims;
    private readonly JobEventPublisher _events;
    private readonly ILogger<JobWriter> _logger;
    private readonly GroupCommit<JobChange, ChangeResult> _commits;

    public JobWriter(
        JobBatchStore store, JobClaims claims, JobEventPublisher events, IOptions<JobOptions> options, LastResortHandler lastResort,
            ILogger<JobWriter> logger)
    {
        (_store, _claims, _events, _logger) = (store, claims, events, logger);
        _commits = new GroupCommit<JobChange, ChangeResult>(
            new()
            {
                Name = "Job queue",
                Work = "the writer of the job queue",
                Capacity = options.Value.MaxWaiting,
                MaxWeight = MaxBatch,
                Weigh = static change => change switch
                {
                    EnqueueJob one => 1 + one.After.Count,
                    EnqueueJobs many => many.Jobs.Sum(static job => 1 + job.After.Count),
                    _ => 1,
                },
            },
            WriteAsync, lastResort);
        claims.OnWake = _commits.Wake;
    }

    /// <summary>Returns the current time (UTC) in microseconds, the precision of stored times.</summary>
    public DateTime Now() => _store.Now();

    /// <summary>Writes one change to the job queue. The change is stored durably when the call returns.</summary>
    /// <exception cref="RefusalException">The store failed to write the change, or the server is stopping.</exception>
    public ValueTask<ChangeResult> WriteAsync(JobChange change, CancellationToken cancellationToken) =>
        _commits.CommitAsync(change, cancellationToken);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _store.StartAsync(cancellationToken);
        _commits.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!await _commits.StopAsync())
            LogNotFlushed();
    }

    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    private async ValueTask WriteAsync(List<PendingCommit<JobChange, ChangeResult>> batch)
    {
        var now = Now();
        var changes = batch.ConvertAll(pending => pending.Item);
        var claim = _claims.Next(changes);
        if (batch.Count == 0 && claim is null)
            return;
        JobBatchResult result;
        try
        {
            result = await _store.WriteAsync(new JobBatch(now, changes, claim));
        }
        catch (RefusalException refusal)
        {
            batch.ForEach(pending => pending.Done.SetException(refusal));
            _claims.Fail();
            return;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Done.SetResult(result.Outcomes[i]);
            if (result.Outcomes[i] is { Applied: true, Job: { } job })
                OnWritten(changes[i], job);
            else if (changes[i] is EnqueueJobs many && result.Outcomes[i].Parts is { } parts)
                CountAll(many, parts);
        }

        _events.Publish(result.Events);
        if (claim is not null)
            _claims.Start(result, claim, now);
        if (claim is null ? result.HasReleased : result.HasUnsettled)
            _claims.Wake();
    }

    private void CountAll(EnqueueJobs many, IReadOnlyList<ChangeResult> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is { Applied: true, Job: { } job })
                _events.Count(many.Jobs[i], job);
        }
    }

    private void OnWritten(JobChange change, Job job)
    {
        _events.Count(change, job);
        if (change is CancelJob && job.State == JobState.Running)
            _claims.Cancel(job.Id);
        // The job has succeeded, but was requested again while it ran, so it is queued once more. The worker of this process is notified,
        // so that it can run the job immediately.
        if (change is EndAttempt { Result: AttemptResult.Success } && job.State == JobState.Queued)
            _claims.Wake();
    }

    [LoggerMessage(1, LogLevel.Error,
        "Failed to write some changes of jobs before the shutdown, since the store does not respond. The callers received no response.")]
    private partial void LogNotFlushed();
}
