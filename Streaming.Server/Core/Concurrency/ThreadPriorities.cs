using System.Runtime.InteropServices;

namespace Streaming.Server.Core.Concurrency;

/// <summary>Lowers the priority of threads that must not delay others, on all operating systems.</summary>
internal static class ThreadPriorities
{
    /// <summary>Lowers the priority of the current thread permanently.</summary>
    /// <param name="priority">The priority on operating systems where .NET supports priorities.</param>
    /// <param name="niceness">The nice value of the thread on Linux, from 1 to 19. On Linux, .NET ignores priorities, and each thread has
    /// its own nice value.</param>
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
