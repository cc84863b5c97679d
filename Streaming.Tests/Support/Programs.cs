namespace Streaming.Tests.Support;

/// <summary>Finds programs of the machine that tests run.</summary>
internal static class Programs
{
    // Debian installs servers in this folder, which is not in the PATH of a user without privileges.
    private const string Servers = "/usr/sbin";

    // With STREAMING_PATH_ONLY=1, tests use programs of the PATH only, so that CI can run them as on a machine without these programs.
    private static readonly bool s_isPathOnly = Environment.GetEnvironmentVariable("STREAMING_PATH_ONLY") == "1";

    /// <summary>Returns the reason why a test cannot run these programs; null if all of them are installed.</summary>
    public static string? Missing(params IEnumerable<string> programs)
    {
        var missing = programs.Where(program => Find(program) is null).ToList();
        return missing.Count > 0 ? $"Install {string.Join(" and ", missing)} to run this test." : null;
    }

    /// <summary>Returns the full path of a program; null if it is not installed.</summary>
    /// <param name="program">The name of the program.</param>
    /// <param name="folders">Folders outside of the PATH in which it may be.</param>
    public static string? Find(string program, params IEnumerable<string> folders) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(s_isPathOnly ? [] : folders.Append(Servers))
            .SelectMany(folder => Extensions.Select(extension => Path.Combine(folder, program + extension)))
            .FirstOrDefault(File.Exists);

    // On Windows npm is a script, and a file without an extension is not a program.
    private static string[] Extensions => OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [string.Empty];
}
