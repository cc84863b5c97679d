namespace Streaming.Server.Hosting;

/// <summary>
/// Raises the number of threads that the thread pool creates without delay. By default the thread pool has one thread for each processor
/// and adds one or two per second, so that on a small machine a few blocking requests of a hosting application would delay all other
/// responses by seconds. Threads are created on demand, so an idle server has no additional threads.
/// </summary>
internal static class ThreadPoolMinimum
{
    /// <summary>
    /// The number of threads that the thread pool creates without delay: more than twice the 40 threads that FastAPI has for blocking
    /// endpoints.
    /// </summary>
    public const int Threads = 100;

    // A setting of the .NET runtime. If the application sets a value, that value takes precedence.
    private const string Setting = "System.Threading.ThreadPool.MinThreads";

    /// <summary>Raises the minimum number of thread pool threads to <see cref="Threads"/>; never lowers it.</summary>
    public static void Raise()
    {
        if (AppContext.GetData(Setting) is not null)
            return;
        ThreadPool.GetMinThreads(out var workers, out var completions);
        if (workers < Threads)
            ThreadPool.SetMinThreads(Threads, completions);
    }
}
