using System.Runtime.InteropServices;

namespace Streaming.Server.Core.Concurrency;

/// <summary>Lowers the priority of threads that must not delay other threads, on Windows, macOS and Linux.</summary>
internal static class ThreadPriorities
{
    /// <summary>Lowers the priority of the current thread until the thread ends.</summary>
    /// <param name="priority">The priority of the thread on Windows and macOS; .NET ignores this value on Linux.</param>
    /// <param name="niceness">The nice value of the thread on Linux, from 1 to 19. A higher value means a lower priority. On Linux each
    /// thread has its own nice value.</param>
    public static void Lower(ThreadPriority priority, int niceness)
    {
        Thread.CurrentThread.Priority = priority;
        if (OperatingSystem.IsLinux())
            _ = SetPriority(which: 0, who: 0, niceness);
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}
