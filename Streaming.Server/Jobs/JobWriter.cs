using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Streaming.Server.Messages;
using Streaming.Server.Observability;
using Streaming.Server.Topics;

namespace Streaming.Server.Jobs;

/// <summary>
/// The one writer of this process's queue: it takes all changes that wait, adds what the worker has room for, writes it in one transaction, and only then
/// lets their callers go on. So a job that has just ended, the next one's start and ten new ones share a commit.
/// </summary>
internal sealed partial class JobWriter : IHostedService, IAsyncDisposable
{
    private const int MaxBatch = 4_096;
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly Pending s_wake = new(Change: null);

    private readonly Channel<Pending> _waiting;
    private readonly IJobQueue _queue;
    private readonly TopicRegistry _topics;
    private readonly TimeProvider _time;
    private readonly LastResort _lastResort;
    private readonly ILogger<JobWriter> _logger;
    private readonly StoreHealth _health;
    private readonly StreamingMetrics _metrics;
    private readonly OwnThread _thread;
    private readonly ITimer _alarm;
    private IJobClaimer? _claimer;
    private Task _loop = Task.CompletedTask;
    private int _woken;
    private bool _look;

    public JobWriter(
        IJobQueue queue, TopicRegistry topics, IOptions<JobOptions> options, StoreHealth health, StreamingMetrics metrics, TimeProvider time,
        LastResort lastResort, ILogger<JobWriter> logger)
    {
        _health = health;
        (_queue, _topics, _metrics, _time, _lastResort, _logger) = (queue, topics, metrics, time, lastResort, logger);
        _thread = new OwnThread("Job queue", lastResort);
        _waiting = Channel.CreateBounded<Pending>(new BoundedChannelOptions(options.Value.MaxWaiting) { SingleReader = true });
        _alarm = lastResort.CreateTimer(time, "the alarm of the job queue", static writer => writer.Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Now, in the precision that stores keep.</summary>
    public DateTime Now()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>Does a change; it is durable when this returns.</summary>
    /// <exception cref="RefusalException">The store does not take it, or the server stops.</exception>
    public async ValueTask<JobOutcome> WriteAsync(JobChange change, CancellationToken cancellationToken)
    {
        var pending = new Pending(change);
        try
        {
            await _waiting.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new RefusalException(RefusalReason.Unavailable, "The server is stopping; send the request again to the server that follows.", e);
        }

        return await pending.Done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>From now on, what is due is given to this worker.</summary>
    public void Attach(IJobClaimer claimer)
    {
        _claimer = claimer;
        Wake();
    }

    /// <summary>There may be something to claim.</summary>
    public void Wake()
    {
        // A full channel wakes by itself, but not for this: the flag says that a look is due.
        if (Interlocked.Exchange(ref _woken, 1) == 0)
            _waiting.Writer.TryWrite(s_wake);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _queue.StartAsync(cancellationToken);
        _loop = _thread.RunAsync(RunAsync);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        // Not by the token: others may have used it up, and what was taken is to be written all the same.
        if (!await OwnThread.HasEndedAsync(_loop))
            LogNotFlushed();
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await OwnThread.HasEndedAsync(_loop);
        await _alarm.DisposeAsync();
        _thread.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<Pending>();
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
            {
                while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var pending))
                {
                    if (pending.Change is not null)
                        batch.Add(pending);
                }

                await WriteAsync(batch);
                batch.Clear();
            }
        }
        catch (Exception e)
        {
            // Without its writer the server would take jobs and never run them.
            _waiting.Writer.TryComplete();
            _lastResort.Stop("the writer of the job queue", e);
            var refusal = new RefusalException(RefusalReason.Unavailable, "The server is stopping after an error; it may or may not have done the change.", e);
            while (_waiting.Reader.TryRead(out var pending))
                batch.Add(pending);
            foreach (var pending in batch)
                pending.Done.TrySetException(refusal);
        }
    }

    private async ValueTask WriteAsync(List<Pending> batch)
    {
        var now = Now();
        // What is enqueued or queued again here may be claimed in the same transaction.
        _look |= Interlocked.Exchange(ref _woken, 0) == 1 || batch.Exists(pending => pending.Change is EnqueueJob or RetryJob or FireSchedule or EndAttempt { Ending: not JobEnding.Success });
        var claim = _look ? _claimer?.NextClaim() : null;
        if (batch.Count == 0 && claim is null)
            return;
        JobBatchResult result;
        try
        {
            result = await _queue.WriteAsync(new JobBatch(now, batch.ConvertAll(pending => pending.Change!), claim), CancellationToken.None);
        }
        catch (Exception e)
        {
            LogFailed(e, batch.Count);
            var refusal = e as RefusalException ?? new RefusalException(RefusalReason.Unavailable, "The job queue could not be written; nothing was changed. Try again later.", e);
            _health.Failed(StoreWork.Jobs, refusal);
            foreach (var pending in batch)
                pending.Done.SetException(refusal);
            _alarm.Change(s_pauseAfterFailure, Timeout.InfiniteTimeSpan);
            return;
        }

        _health.Succeeded(StoreWork.Jobs);

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Done.SetResult(result.Outcomes[i]);
            if (result.Outcomes[i] is { Applied: true, Job: { } job })
                Done(batch[i].Change!, job);
        }

        foreach (var shown in result.Events)
            _lastResort.Run("showing the events of a job", each => _topics.Show(each.Append, each.Result), shown);
        if (claim is not null)
            Claimed(result, claim, now);
    }

    private void Done(JobChange change, Job job)
    {
        if (change is EnqueueJob or EndAttempt)
            _metrics.Job(job.Type, change is EndAttempt { Ending: not JobEnding.Success } && job.State == JobState.Queued ? "retrying" : JobClient.StateOf(job));
        if (change is CancelJob && job.State == JobState.Running)
            _claimer?.Cancel(job.Id);
        // It has succeeded and is wanted once more.
        if (change is EndAttempt { Ending: JobEnding.Success } && job.State == JobState.Queued)
            Wake();
    }

    private void Claimed(JobBatchResult result, JobClaim claim, DateTime now)
    {
        _look = result.MayHaveMore;
        foreach (var claimed in result.Claimed)
        {
            _metrics.Job(claimed.Job.Type, "started");
            _metrics.JobStarted(now - claimed.Job.Due);
        }

        _claimer!.Start(result.Claimed, result.UnknownTypes);

        // A lease that another process gave after this look is unknown here: look once more within the time it has.
        var next = now + claim.Lease;
        if (result.NextLook is { } look && look < next)
            next = look;
        var wait = next - Now();
        // A tick later than due, since timers may be early by the fraction of a millisecond they do not know.
        _alarm.Change(wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(1) : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        // A clock that was moved on between the two lines above would let the alarm come too late.
        if (Now() >= next)
            Wake();
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to store {Changes} changes of jobs; their callers were told.")]
    private partial void LogFailed(Exception exception, int changes);

    [LoggerMessage(2, LogLevel.Error, "Failed to write all changes of jobs before the end: the store does not answer; whoever made them got no answer.")]
    private partial void LogNotFlushed();

    private sealed record Pending(JobChange? Change)
    {
        public TaskCompletionSource<JobOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What takes jobs from the queue. Called by the <see cref="JobWriter"/> alone, on its thread.</summary>
internal interface IJobClaimer
{
    /// <summary>What there is room for now; null for nothing.</summary>
    JobClaim? NextClaim();

    /// <summary>Starts what was claimed, and hears of types that nobody here can run.</summary>
    void Start(IReadOnlyList<ClaimedJob> jobs, IReadOnlyList<string> unknownTypes);

    /// <summary>Somebody wants a running job cancelled, perhaps one of this worker's.</summary>
    void Cancel(JobId id);
}
