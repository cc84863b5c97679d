using System.Runtime.InteropServices;

namespace Streaming.Server.Http;

/// <summary>Configures the memory of the C library.</summary>
internal static partial class NativeMemory
{
    private const int MmapThreshold = -3;
    private const int LargeBytes = 128 * 1024;

    private static int s_isSet;

    /// <summary>
    /// Returns large blocks to the system when they are freed. By default, glibc raises its threshold to the size of the largest freed
    /// block, and then keeps
    /// the blocks of compressors: after 500 downloads with gzip, 450 MB stayed unused.
    /// </summary>
    public static void ReturnLargeBlocks()
    {
        if (!OperatingSystem.IsLinux() || Interlocked.Exchange(ref s_isSet, 1) != 0)
            return;
        try
        {
            _ = SetOption(MmapThreshold, LargeBytes);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library (musl), which returns them anyway.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
