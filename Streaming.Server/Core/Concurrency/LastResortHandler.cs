namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// The last handler of exceptions that nothing else catches: on dedicated threads, in timers, and in tasks that nothing awaits. It logs
/// them with their
/// context, so that one failure does not end the process. If a loop fails without which the server would hang, the handler stops the host.
/// </summary>
internal sealed partial class LastResortHandler(IHostApplicationLifetime lifetime, ILogger<LastResortHandler> logger)
{
    private int _exitCode;

    /// <summary>The exit code of the process: 1 after <see cref="Stop"/>, otherwise 0.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    /// <summary>Logs an exception. The caller has already closed the affected connection or ended the affected work.</summary>
    public void Report(string work, Exception exception) => LogFailed(exception, work);

    /// <summary>Logs an exception after which the server cannot work, and stops the host with exit code 1.</summary>
    public void Stop(string work, Exception exception)
    {
        Volatile.Write(ref _exitCode, 1);
        // A hosting application whose Main returns void exits with this code.
        Environment.ExitCode = 1;
        LogStopped(exception, work);
        lifetime.StopApplication();
    }

    /// <summary>Runs one step of a timer or loop, and logs its exception, so that the next step can run.</summary>
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

    /// <summary>Observes a task that nothing awaits. The returned task never fails.</summary>
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

    /// <summary>Creates a timer whose callback may throw. The exception is logged; otherwise it would end the process.</summary>
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
