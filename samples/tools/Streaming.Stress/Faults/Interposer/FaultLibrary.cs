using System.Diagnostics;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Faults.Interposer;

/// <summary>
/// Compiles the C files of this folder to a library that is loaded into the server with <c>LD_PRELOAD</c> and lets its disk and clock fail.
/// It needs neither privileges nor a mount, but Linux with glibc and a C compiler.
/// </summary>
internal static class FaultLibrary
{
    private static readonly SemaphoreSlim s_gate = new(1);
    private static string? s_path;

    private static string Sources => Path.Combine(AppContext.BaseDirectory, "Faults", "Interposer");

    /// <summary>Returns the path of the library, which the first call compiles into a temporary folder.</summary>
    /// <exception cref="StressException">The machine has no C compiler, or the compiler failed.</exception>
    public static async Task<string> CompileAsync(CancellationToken cancellationToken)
    {
        await s_gate.WaitAsync(cancellationToken);
        try
        {
            return s_path ??= await CompileOnceAsync(cancellationToken);
        }
        finally
        {
            s_gate.Release();
        }
    }

    /// <summary>Returns the reason why the library cannot be used on this machine; null if it can.</summary>
    public static string? Missing() =>
        !OperatingSystem.IsLinux() ? "The faults of disk and clock need Linux."
        : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "cc"))) ? null
        : "The faults of disk and clock need a C compiler 'cc' (on Debian: apt-get install gcc libc6-dev).";

    private static async Task<string> CompileOnceAsync(CancellationToken cancellationToken)
    {
        if (Missing() is { } reason)
            throw new StressException(reason);
        var folder = Directory.CreateTempSubdirectory("streaming-stress-faults-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var library = Path.Combine(folder, "faults.so");
        var start = new ProcessStartInfo(
            "cc", ["-shared", "-fPIC", "-O1", "-o", library, .. Directory.GetFiles(Sources, "*.c").Order(StringComparer.Ordinal), "-ldl"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var compiler = Process.Start(start) ?? throw new StressException("The C compiler could not be started.");
        var errors = await compiler.StandardError.ReadToEndAsync(cancellationToken);
        await compiler.WaitForExitAsync(cancellationToken);
        return compiler.ExitCode == 0 ? library : throw new StressException($"The library of faults did not compile:\n{errors}");
    }
}
