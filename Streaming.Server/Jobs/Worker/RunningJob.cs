using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>A job while a worker of this process runs it.</summary>
internal sealed class RunningJob : IAsyncDisposable
{
    private readonly JobWriter _writer;
    private readonly LastResortHandler _lastResort;
    private readonly TimeSpan _progressInterval;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _limit;
    private readonly ITimer _progress;
    private readonly Lock _gate = new();
    private (double Fraction, string? Text)? _unsaid;
    private bool _mayReport = true;
    private bool _ended;
    private int _reason;

    public RunningJob(ClaimedJob claimed, JobType type, WorkerSlot place, JobWriter writer, TimeSpan progressInterval, TimeProvider time, LastResortHandler lastResort)
    {
        (Claimed, Type, Place, _writer, _progressInterval, _lastResort) = (claimed, type, place, writer, progressInterval, lastResort);
        Context = new JobContext(claimed.Job, Report, PublishAsync, _stop.Token);
        _limit = lastResort.CreateTimer(time, "the time limit of a job", static job => job.Stop(StopReason.TimeLimit), this, claimed.Job.TimeLimit, Timeout.InfiniteTimeSpan);
        _progress = lastResort.CreateTimer(time, "the progress of a job", static job => job.PublishProgress(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ClaimedJob Claimed { get; }

    public Job Job => Claimed.Job;

    public JobType Type { get; }

    public WorkerSlot Place { get; }

    public JobContext Context { get; }

    /// <summary>Is cancelled when the job is told to stop.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Why it was told to stop first.</summary>
    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Tells it to stop; the first reason counts.</summary>
    public void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
            _ = _lastResort.WatchAsync($"what the handler of job {Job.Id} does when it is cancelled", _stop.CancelAsync());
    }

    /// <summary>
    /// Heeds what a change of it has come to. Each of the worker's own changes must be asked: it hides from the bus what another process did to the job just before.
    /// </summary>
    public void Apply(ChangeResult outcome)
    {
        lock (_gate)
        {
            if (_ended)
                return;
        }

        if (!outcome.Applied)
            Stop(StopReason.LeaseLost);
        else if (outcome.Job is { IsCancelling: true })
            Stop(StopReason.Cancelled);
    }

    /// <summary>Ends its reports. What was said last and not passed on yet is, before the end of the job.</summary>
    public async ValueTask PublishLastAsync()
    {
        (double Fraction, string? Text)? unsaid;
        lock (_gate)
        {
            _ended = true;
            (unsaid, _unsaid) = (_unsaid, null);
        }

        if (unsaid is { } last)
            await _writer.WriteAsync(new ReportProgress(Job.Id, Job.Token, last.Fraction, last.Text), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _limit.DisposeAsync();
        await _progress.DisposeAsync();
    }

    private void Report(double fraction, string? text)
    {
        lock (_gate)
        {
            if (_ended)
                return;
            _unsaid = (fraction, text);
            if (!_mayReport)
                return;
            _mayReport = false;
        }

        PublishProgress();
    }

    // After its end, a handler that did not listen speaks to nobody.
    private async Task PublishAsync(string type, byte[] value) =>
        Apply(await _writer.WriteAsync(new PublishJobEvent(Job.Id, Job.Token, type, value), Stopping));

    private void PublishProgress()
    {
        (double Fraction, string? Text) said;
        lock (_gate)
        {
            if (_ended || _unsaid is not { } unsaid)
            {
                _mayReport = true;
                return;
            }

            (said, _unsaid) = (unsaid, null);
        }

        _progress.Change(_progressInterval, Timeout.InfiniteTimeSpan);
        _ = _lastResort.WatchAsync("the progress of a job", SayAsync(said.Fraction, said.Text));
    }

    private async Task SayAsync(double fraction, string? text)
    {
        try
        {
            Apply(await _writer.WriteAsync(new ReportProgress(Job.Id, Job.Token, fraction, text), Stopping));
        }
        catch (Exception e) when (e is RefusalException or OperationCanceledException)
        {
            // The next report says more than this one would have.
        }
    }
}
