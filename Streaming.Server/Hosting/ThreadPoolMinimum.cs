namespace Streaming.Server.Hosting;

/// <summary>
/// Threads that the pool makes at once when they are needed. It would start with one a processor and add one or two a second, so that on a small machine a few
/// requests of a hosting application that block would keep the answers of all others waiting for seconds. Threads are made on demand: an idle server has no more of them.
/// </summary>
internal static class ThreadPoolMinimum
{
    /// <summary>More than twice what FastAPI gives blocking endpoints (40).</summary>
    public const int Threads = 100;

    // A setting of the runtime: what the application has said counts.
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
