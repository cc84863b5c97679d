using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Background;

/// <summary>
/// Runs background tasks (short work after the response). The tasks of one request run one after another; the tasks of several requests run
/// at the same time. At shutdown, the runner waits for the tasks that it has accepted, at most for the time
/// <see cref="BackgroundOptions.DrainTime"/>.
/// </summary>
internal sealed partial class BackgroundRunner(
    IServiceScopeFactory scopes, BackgroundReports reports, IOptions<BackgroundOptions> options, TimeProvider time,
        LastResortHandler lastResort, ILogger<BackgroundRunner> logger)
    : IHostedService, IDisposable, ILimitReport
{
    // The maximum time that the server waits for a cancelled background task to end. After this time the next task of the same request
    // starts.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    // This queue has no limit of its own, because the method Reserve already limits the number of background tasks.
    private readonly Channel<List<BackgroundTask>> _queue = Channel.CreateUnbounded<List<BackgroundTask>>();
    private readonly CancellationTokenSource _stop = new();
    private Task[] _loops = [];
    private readonly CapacityLimiter _tasks = new(options.Value.MaxTasks);
    private int _running;
    private volatile bool _stopping;

    /// <summary>The current number of background tasks that wait or run in this process.</summary>
    public int Tasks => _tasks.Held;

    /// <summary>The current number of background tasks that run in this process.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <inheritdoc/>
    public IEnumerable<LimitUse> ReadLimits() => [new("Background tasks", "Background:MaxTasks", Tasks, _tasks.Limit)];

    /// <summary>Reserves a place for one more background task, before a request adds the task.</summary>
    /// <exception cref="RefusalException">The maximum number of background tasks (<c>Background:MaxTasks</c>) is reached, or the server is
    /// stopping.</exception>
    public void Reserve()
    {
        if (_stopping)
            throw new RefusalException(
                RefusalReason.Unavailable, "The server is stopping; send the request again when it has restarted.");
        if (!_tasks.TryAcquire())
            throw RefusalException.LimitReached(
                "Background:MaxTasks", $"{options.Value.MaxTasks} background tasks wait already; try again in a moment, or enqueue a job.");
    }

    /// <summary>
    /// Accepts the background tasks of one request, which run one after another. If the server has stopped, the tasks are reported as
    /// failures.
    /// </summary>
    public void Run(List<BackgroundTask> tasks)
    {
        if (!_queue.Writer.TryWrite(tasks))
            tasks.ForEach(Drop);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loops = [.. Enumerable.Range(0, options.Value.Concurrency).Select(_ => RunAllAsync())];
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        _queue.Writer.TryComplete();
        var all = Task.WhenAll(_loops);
        try
        {
            await all.WaitAsync(options.Value.DrainTime, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await _stop.CancelAsync();
            await all;
        }
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAllAsync()
    {
        await foreach (var tasks in _queue.Reader.ReadAllAsync())
        {
            foreach (var task in tasks)
            {
                if (_stop.IsCancellationRequested)
                    Drop(task);
                else
                    await lastResort.WatchAsync($"the background task {task.Name}", RunAsync(task));
            }
        }
    }

    private async Task RunAsync(BackgroundTask task)
    {
        Interlocked.Increment(ref _running);
        var (started, ticks) = (time.GetUtcNow(), time.GetTimestamp());
        using var limit = new CancellationTokenSource(task.TimeLimit, time);
        var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        // The task runs on another thread, of the thread pool. So this loop can stop waiting at the time limit, even if the task blocks its
        // thread.
        var running = ThreadPoolScheduler.Instance.RunAsync(() => RunInScopeAsync(task, either.Token));
        var error = await WaitAsync(running, either.Token);
        if (running.IsCompleted)
            either.Dispose();
        else
            _ = WatchLateAsync(task, running, either);
        var outcome = (error, limit.IsCancellationRequested) switch
        {
            (null, _) => BackgroundOutcome.Succeeded,
            (OperationCanceledException or TimeoutException, true) => BackgroundOutcome.TimedOut,
            (OperationCanceledException or TimeoutException, false) when _stop.IsCancellationRequested => BackgroundOutcome.Stopped,
            _ => BackgroundOutcome.Failed,
        };
        Interlocked.Decrement(ref _running);
        _tasks.Release();
        reports.Add(task, outcome, started, time.GetElapsedTime(ticks), error);
    }

    private async Task<Exception?> WaitAsync(Task running, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(running, Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken));
            await running.WaitAsync(s_grace, time, CancellationToken.None);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    // Waits for a background task that did not end in time after its cancellation, and logs its end and its exception. No other code waits
    // for this task.
    private async Task WatchLateAsync(BackgroundTask task, Task running, CancellationTokenSource token)
    {
        try
        {
            await running;
            LogLate(null, task.Name);
        }
        catch (Exception e)
        {
            LogLate(e, task.Name);
        }
        finally
        {
            token.Dispose();
        }
    }

    private async Task RunInScopeAsync(BackgroundTask task, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await task.Work(scope.ServiceProvider, cancellationToken);
    }

    private void Drop(BackgroundTask task)
    {
        _tasks.Release();
        reports.Add(task, BackgroundOutcome.Stopped, started: null, TimeSpan.Zero,
            new OperationCanceledException("The server stopped before the task could run."));
    }

    [LoggerMessage(1, LogLevel.Warning, "Found that the background task {Name} returned long after its cancellation.")]
    private partial void LogLate(Exception? exception, string name);
}
