namespace Streaming.Server.Core.Concurrency;

/// <summary>Starts background threads of which none can end the process: the only place of the server that makes threads.</summary>
internal static class DedicatedThread
{
    /// <summary>Starts a thread.</summary>
    /// <param name="name">Its name, as debuggers show it.</param>
    /// <param name="run">What it runs.</param>
    /// <param name="onFailure">Receives the exception with which <paramref name="run"/> has ended.</param>
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
