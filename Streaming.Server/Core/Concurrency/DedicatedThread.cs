namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Starts background threads with an exception handler, so that an exception on such a thread does not end the process. The server creates
/// all its threads with this class.
/// </summary>
internal static class DedicatedThread
{
    /// <summary>Starts a background thread. If the work of the thread throws an exception, the exception is passed to a handler.</summary>
    /// <param name="name">The name of the thread, which debuggers show.</param>
    /// <param name="run">The work of the thread.</param>
    /// <param name="onFailure">A function that handles an exception of the work (<paramref name="run"/>).</param>
    public static Thread Start(string name, Action run, Action<Exception> onFailure)
    {
        var thread = new Thread(() => Run(run, onFailure)) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    private static void Run(Action run, Action<Exception> onFailure)
    {
        try
        {
            run();
        }
        catch (Exception e)
        {
            onFailure(e);
        }
    }
}
