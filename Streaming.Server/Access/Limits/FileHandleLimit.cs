using System.Runtime.InteropServices;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// The limit of open files and sockets of this process. Connections leave a reserve: without a free handle the runtime cannot start a
/// thread, and
/// ends the process.
/// </summary>
internal static partial class FileHandleLimit
{
    private const int MaxReserve = 512;
    private const int NoFile = 7;

    /// <summary>
    /// The limit; null if it is unknown or there is none. The runtime raises the soft limit to the hard limit when it starts.
    /// </summary>
    public static long? Handles { get; } = Read();

    /// <summary>
    /// The handles that connections leave to the store, files, outbound calls and the runtime: 512, or a quarter of the limit if that is
    /// less.
    /// </summary>
    public static int Reserve(long handles) => (int)Math.Min(MaxReserve, handles / 4);

    /// <summary>The limit of connections: the configured one, unless there are fewer handles.</summary>
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
