using System.Runtime.InteropServices;

namespace Streaming.Stress.Servers;

/// <summary>Sends signals to processes, as the command <c>kill</c> does.</summary>
internal static class UnixSignal
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal; returns false if there is no such process.</summary>
    public static bool TrySend(int process, int signal) => SendCore(process, signal) == 0;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendCore(int process, int signal);
}
