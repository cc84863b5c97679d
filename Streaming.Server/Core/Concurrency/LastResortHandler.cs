namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Handles exceptions that no other code catches: on dedicated threads, in timers, and in tasks that no code awaits. Logs each exception
/// with its context, so that one failure does not end the process. If a loop failed that is essential for the server, stops the host.
/// </summary>
internal sealed partial class LastResortHandler(IHostApplicationLifetime lifetime, ILogger<LastResortHandler> logger)
{
    private int _exitCode;

    /// <summary>The exit code of the process: 1 after a call of <see cref="Stop"/>, otherwise 0.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    /// <summary>
    /// Logs an exception that no other code handles. The caller has already closed the affected connection or ended the affected work.
    /// </summary>
    public void Report(string work, Exception exception) => LogFailed(exception, work);

    /// <summary>Logs an exception after which the server cannot work, and stops the host with exit code 1.</summary>
    public void Stop(string work, Exception exception)
    {
        Volatile.Write(ref _exitCode, 1);
        // Sets the exit code for hosting applications whose Main returns void.
        Environment.ExitCode = 1;
        LogStopped(exception, work);
        lifetime.StopApplication();
    }

    /// <summary>Runs one step of a timer or of a loop, and logs its exception, so that the next step can run.</summary>
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

    /// <summary>Logs the exception of a task that no other code awaits. The returned task never fails.</summary>
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
    /// Creates a timer whose callback may throw. The exception is logged; without this, an exception in a timer would end the process.
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
