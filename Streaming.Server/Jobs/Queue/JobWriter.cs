using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// The only writer of this process's queue: writes all changes that wait in one transaction, with a claim for as many due jobs as the worker has room for.
/// So the end of a job, the start of the next and ten new ones share a commit.
/// </summary>
internal sealed partial class JobWriter : IHostedService, IAsyncDisposable
{
    private const int MaxBatch = 4_096;

    private readonly IJobQueue _queue;
    private readonly TopicRegistry _topics;
    private readonly TimeProvider _time;
    private readonly LastResortHandler _lastResort;
    private readonly ILogger<JobWriter> _logger;
    private readonly StoreHealth _health;
    private readonly JobMetrics _metrics;
    private readonly GroupCommit<JobChange, ChangeResult> _commits;

    public JobWriter(
        IJobQueue queue, TopicRegistry topics, IOptions<JobOptions> options, StoreHealth health, JobMetrics metrics, TimeProvider time,
        LastResortHandler lastResort, ILogger<JobWriter> logger)
    {
        (_queue, _topics, _health, _metrics, _time, _lastResort, _logger) = (queue, topics, health, metrics, time, lastResort, logger);
        _commits = new GroupCommit<JobChange, ChangeResult>(
            new() { Name = "Job queue", Work = "the writer of the job queue", Capacity = options.Value.MaxWaiting, MaxWeight = MaxBatch }, WriteAsync, lastResort);
        Claims = new JobClaims(_commits.Wake, metrics, time, lastResort);
    }

    /// <summary>When and by whom due jobs are claimed.</summary>
    public JobClaims Claims { get; }

    /// <summary>The current time, in the precision that stores keep.</summary>
    public DateTime Now() => _time.UtcNowMicroseconds();

    /// <summary>Makes a change; it is durable when this returns.</summary>
    /// <exception cref="RefusalException">The store does not take it, or the server is stopping.</exception>
    public ValueTask<ChangeResult> WriteAsync(JobChange change, CancellationToken cancellationToken) => _commits.CommitAsync(change, cancellationToken);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _queue.StartAsync(cancellationToken);
        _commits.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!await _commits.StopAsync())
            LogNotFlushed();
    }

    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        await Claims.DisposeAsync();
    }

    private async ValueTask WriteAsync(List<PendingCommit<JobChange, ChangeResult>> batch)
    {
        var now = Now();
        var changes = batch.ConvertAll(pending => pending.Item);
        var claim = Claims.Next(changes);
        if (batch.Count == 0 && claim is null)
            return;
        JobBatchResult result;
        try
        {
            result = await _queue.WriteAsync(new JobBatch(now, changes, claim), CancellationToken.None);
        }
        catch (Exception e)
        {
            LogFailed(e, batch.Count);
            var refusal = e as RefusalException ?? new RefusalException(RefusalReason.Unavailable, "The job queue could not be written; nothing was changed. Try again later.", e);
            _health.Failed(StoreWork.Jobs, refusal);
            batch.ForEach(pending => pending.Done.SetException(refusal));
            Claims.Fail();
            return;
        }

        _health.Succeeded(StoreWork.Jobs);
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Done.SetResult(result.Outcomes[i]);
            if (result.Outcomes[i] is { Applied: true, Job: { } job })
                OnWritten(changes[i], job);
        }

        foreach (var shown in result.Events)
            _lastResort.Run("showing the events of a job", each => _topics.ShowCommitted(each.Append, each.Result), shown);
        if (claim is not null)
            Claims.Start(result, claim, now);
    }

    private void OnWritten(JobChange change, Job job)
    {
        if (change is EnqueueJob or EndAttempt)
            _metrics.Step(job.Type, change is EndAttempt { Ending: not AttemptResult.Success } && job.State == JobState.Queued ? "retrying" : JobClient.StateOf(job));
        if (change is CancelJob && job.State == JobState.Running)
            Claims.Cancel(job.Id);
        // A single job that has succeeded and was requested again meanwhile.
        if (change is EndAttempt { Ending: AttemptResult.Success } && job.State == JobState.Queued)
            Claims.Wake();
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to store {Changes} changes of jobs; the callers received an error.")]
    private partial void LogFailed(Exception exception, int changes);

    [LoggerMessage(2, LogLevel.Error, "Failed to write all changes of jobs before the end: the store does not answer; the callers received no answer.")]
    private partial void LogNotFlushed();
}
