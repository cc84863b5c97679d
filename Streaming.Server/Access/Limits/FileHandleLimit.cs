using System.Runtime.InteropServices;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// How many files and sockets this process may have open. Connections leave a reserve of them: without a free handle the runtime cannot start a thread, and
/// ends the process.
/// </summary>
internal static partial class FileHandleLimit
{
    private const int MaxReserve = 512;
    private const int NoFile = 7;

    /// <summary>The limit; null where it is not known, or there is none. The runtime has raised the soft limit to the hard one when it started.</summary>
    public static long? Handles { get; } = Read();

    /// <summary>What connections leave to the store, files, calls to other servers and the runtime: 512, or a quarter where there are few.</summary>
    public static int Reserve(long handles) => (int)Math.Min(MaxReserve, handles / 4);

    /// <summary>Connections that there may be: as many as configured, unless the handles are fewer.</summary>
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
