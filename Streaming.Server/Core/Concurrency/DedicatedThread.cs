namespace Streaming.Server.Core.Concurrency;

/// <summary>Starts background threads whose exceptions cannot end the process. All threads of the server are started here.</summary>
internal static class DedicatedThread
{
    /// <summary>Starts a thread.</summary>
    /// <param name="name">The thread's name, as debuggers show it.</param>
    /// <param name="run">The work of the thread.</param>
    /// <param name="onFailure">Receives an exception of <paramref name="run"/>.</param>
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
