using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Writes to the job queue the progress and the events that the handler of a running job reports. Progress is written at most once in each
/// interval.
/// </summary>
internal sealed class JobReports : IAsyncDisposable
{
    private readonly Job _job;
    private readonly JobCancellation _cancellation;
    private readonly JobWriter _writer;
    private readonly TimeSpan _interval;
    private readonly LastResortHandler _lastResort;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private (double Fraction, string? Text)? _pending;
    private bool _isIdle = true;
    private bool _ended;

    public JobReports(Job job, JobCancellation cancellation, JobWriter writer, TimeSpan interval, TimeProvider time,
        LastResortHandler lastResort)
    {
        (_job, _cancellation, _writer, _interval, _lastResort) = (job, cancellation, writer, interval, lastResort);
        _timer = lastResort.CreateTimer(
            time, "the progress of a job", static reports =>
            reports.WritePending(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Reports the progress of the job. The report is written immediately, or as soon as the interval since the previous report has passed.
    /// </summary>
    public void Report(double fraction, string? text)
    {
        lock (_gate)
        {
            if (_ended)
                return;
            _pending = (fraction, text);
            if (!_isIdle)
                return;
            _isIdle = false;
        }

        WritePending();
    }

    /// <summary>
    /// Publishes an event of the handler to the topic of the job. A handler that still runs after the end of its attempt cannot publish,
    /// because the job then has a newer fencing token (a number that increases with each start).
    /// </summary>
    public async Task PublishAsync(string type, byte[] value) =>
        _cancellation.Apply(await _writer.WriteAsync(new PublishJobEvent(_job.Id, _job.Token, type, value), _cancellation.Token));

    /// <summary>
    /// Stops accepting progress reports, and writes the last report if it is not written yet. So the last report is stored before the end
    /// of the job.
    /// </summary>
    public async ValueTask EndAsync()
    {
        (double Fraction, string? Text)? last;
        lock (_gate)
        {
            _ended = true;
            (last, _pending) = (_pending, null);
        }

        _cancellation.End();
        if (last is { } report)
            await _writer.WriteAsync(new ReportProgress(_job.Id, _job.Token, report.Fraction, report.Text), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void WritePending()
    {
        (double Fraction, string? Text) report;
        lock (_gate)
        {
            if (_ended || _pending is not { } pending)
            {
                _isIdle = true;
                return;
            }

            (report, _pending) = (pending, null);
        }

        _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        _ = _lastResort.WatchAsync("the progress of a job", WriteAsync(report.Fraction, report.Text));
    }

    private async Task WriteAsync(double fraction, string? text)
    {
        try
        {
            _cancellation.Apply(await _writer.WriteAsync(new ReportProgress(_job.Id, _job.Token, fraction, text), _cancellation.Token));
        }
        catch (Exception e) when (e is RefusalException or OperationCanceledException)
        {
            // A failure to write the progress of the job is ignored, because the next report of the handler replaces this one.
        }
    }
}
