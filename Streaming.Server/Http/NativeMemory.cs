using System.Runtime.InteropServices;

namespace Streaming.Server.Http;

/// <summary>How the C library keeps memory.</summary>
internal static partial class NativeMemory
{
    private const int MmapThreshold = -3;
    private const int LargeBytes = 128 * 1024;

    private static int s_isSet;

    /// <summary>
    /// Gives large blocks back to the system when they are freed. By itself glibc raises its limit to the largest block it was ever given back, and then keeps
    /// a compressor's among small ones: 500 downloads in gzip took 450 MB that nobody used.
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
            // Another C library (musl), which gives them back anyway.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
