namespace Streaming.Server.Hosting;

/// <summary>
/// Raises the number of threads that the thread pool creates without delay. The default is one thread for each processor; beyond it, the
/// pool adds only one or two threads each second. On a small machine, a few blocking requests of a hosting application would therefore
/// delay all other responses by seconds. The threads are created only on demand, so an idle server has no additional threads.
/// </summary>
internal static class ThreadPoolMinimum
{
    /// <summary>
    /// The number of threads (100) up to which the thread pool creates threads without delay, after <c>Raise</c> was called.
    /// </summary>
    public const int Threads = 100;

    // The name of the setting of the .NET runtime for the minimum number of threads. If the application sets a value for this setting, this
    // class changes nothing.
    private const string Setting = "System.Threading.ThreadPool.MinThreads";

    /// <summary>
    /// Raises the minimum number of threads of the thread pool to <see cref="Threads"/>. If the minimum is already higher, it stays
    /// unchanged.
    /// </summary>
    public static void Raise()
    {
        if (AppContext.GetData(Setting) is not null)
            return;
        ThreadPool.GetMinThreads(out var workers, out var completions);
        if (workers < Threads)
            ThreadPool.SetMinThreads(Threads, completions);
    }
}
