namespace Streaming.Server.Hosting;

/// <summary>
/// Raises the number of threads that the thread pool creates without delay. By default it is one for each processor, with one or two more a
/// second, so that on a small machine a few
/// blocking requests of a hosting application would delay all other responses by seconds. Threads are created on demand, so an idle server
/// has no more of them.
/// </summary>
internal static class ThreadPoolMinimum
{
    /// <summary>More than twice what FastAPI gives blocking endpoints (40).</summary>
    public const int Threads = 100;

    // A setting of the runtime. A value that the application sets takes precedence.
    private const string Setting = "System.Threading.ThreadPool.MinThreads";

    /// <summary>Raises the minimum; never lowers it.</summary>
    public static void Raise()
    {
        if (AppContext.GetData(Setting) is not null)
            return;
        ThreadPool.GetMinThreads(out var workers, out var completions);
        if (workers < Threads)
            ThreadPool.SetMinThreads(Threads, completions);
    }
}
