using System.Runtime.InteropServices;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// The limit of open files and sockets of this process. Connections may not use the whole limit. Without a free file handle, the .NET
/// runtime cannot start a thread, and then ends the process.
/// </summary>
internal static partial class FileHandleLimit
{
    private const int MaxReserve = 512;
    private const int NoFile = 7;

    /// <summary>
    /// The number of files and sockets that the process may open; null if the number is unknown or unlimited. The .NET runtime has already
    /// raised this number to the maximum that the operating system allows (the hard limit).
    /// </summary>
    public static long? Handles { get; } = Read();

    /// <summary>
    /// Returns the number of file handles that connections cannot use: 512, or a quarter of the limit of the process if that is less. They
    /// are kept for the store, files, outbound calls and the .NET runtime.
    /// </summary>
    public static int Reserve(long handles) => (int)Math.Min(MaxReserve, handles / 4);

    /// <summary>
    /// Returns the maximum number of connections: the configured number, or a lower number if the process may not open that many files and
    /// sockets.
    /// </summary>
    public static int Connections(int configured, long? handles) =>
        handles is { } all ? (int)Math.Min(configured, all - Reserve(all)) : configured;

    private static long? Read()
    {
        if (!OperatingSystem.IsLinux() || GetLimit(NoFile, out var limit) != 0)
            return null;
        return limit.Soft > int.MaxValue ? null : (long)limit.Soft;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
