using System.Runtime.InteropServices;
using Streaming.Server.Commands;

namespace Streaming.Server.Hosting;

/// <summary>
/// Runs the command line of the server program. The entry points of <c>Streaming.Server</c> and of the tool <c>streaming</c> call it.
/// </summary>
internal static class ServerProgram
{
    // The number of the signal SIGXFSZ on Linux and macOS; .NET has no name for it.
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    /// <summary>Runs the command that the arguments name, and returns the exit code of the program.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        // If a file would exceed the limit of the process (ulimit -f, LimitFSIZE), the signal would end the process without a word. Without
        // the signal, the write fails, and is refused as on a full disk.
        using var ignored = OperatingSystem.IsWindows() ? null
            : PosixSignalRegistration.Create(FileSizeExceeded, static context => context.Cancel = true);
        return await CommandLine.RunAsync(args);
    }
}
