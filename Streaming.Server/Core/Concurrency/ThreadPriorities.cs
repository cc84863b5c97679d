using System.Runtime.InteropServices;

namespace Streaming.Server.Core.Concurrency;

/// <summary>Lowers the priority of threads.</summary>
internal static class ThreadPriorities
{
    /// <summary>Lowers the current thread's priority permanently.</summary>
    /// <param name="priority">The priority on systems where .NET supports it.</param>
    /// <param name="niceness">The nice value on Linux, from 1 to 19, where .NET ignores priorities and each thread has its own nice
    /// value.</param>
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
