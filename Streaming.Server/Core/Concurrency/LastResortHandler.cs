namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Handles exceptions that no other code catches: on dedicated threads, in timers, and in tasks that no code awaits. Logs each exception
/// with a description of the failed work; the process continues. The host is stopped only if the server cannot work without the failed
/// work.
/// </summary>
internal sealed partial class LastResortHandler(IHostApplicationLifetime lifetime, ILogger<LastResortHandler> logger)
{
    private int _exitCode;

    /// <summary>The exit code of the process: 1 if <see cref="Stop"/> was called, otherwise 0.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    /// <summary>
    /// Logs an exception that no other code handles. The caller must already have closed the connection or ended the work in which the
    /// exception occurred.
    /// </summary>
    public void Report(string work, Exception exception) => LogFailed(exception, work);

    /// <summary>Logs an exception after which the server cannot work, and stops the host with exit code 1.</summary>
    public void Stop(string work, Exception exception)
    {
        Volatile.Write(ref _exitCode, 1);
        // Also sets the exit code of the process, for hosting applications whose Main returns void.
        Environment.ExitCode = 1;
        LogStopped(exception, work);
        lifetime.StopApplication();
    }

    /// <summary>Runs one step of a timer or of a loop. An exception of the step is logged, so that the next step can run.</summary>
    public void Run<T>(string work, Action<T> step, T state)
    {
        try
        {
            step(state);
        }
        catch (Exception e)
        {
            Report(work, e);
        }
    }

    /// <summary>
    /// Logs the exception of a task that no other code awaits. The returned task completes after the given task, and never fails itself.
    /// </summary>
    public async Task WatchAsync(string work, Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e)
        {
            Report(work, e);
        }
    }

    /// <summary>
    /// Creates a timer whose callback may throw. An exception of the callback is logged. With a normal timer, it would end the process.
    /// </summary>
    public ITimer CreateTimer<T>(TimeProvider time, string work, Action<T> callback, T state, TimeSpan due, TimeSpan period) =>
        time.CreateTimer(static timer => ((TimerState<T>)timer!).Run(), new TimerState<T>(this, work, callback, state), due, period);

    [LoggerMessage(1, LogLevel.Error, "Failed in {Work}; the process continues.")]
    private partial void LogFailed(Exception exception, string work);

    [LoggerMessage(2, LogLevel.Critical, "Failed in {Work}, without which the server cannot work; stopping the host with exit code 1.")]
    private partial void LogStopped(Exception exception, string work);

    private sealed record TimerState<T>(LastResortHandler LastResort, string Work, Action<T> Callback, T State)
    {
        public void Run() => LastResort.Run(Work, Callback, State);
    }
}
