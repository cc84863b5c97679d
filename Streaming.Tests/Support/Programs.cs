namespace Streaming.Tests.Support;

/// <summary>Finds programs of the machine that tests run.</summary>
internal static class Programs
{
    // Debian installs servers in this folder, which is not in the PATH of a user without privileges.
    private const string Servers = "/usr/sbin";

    /// <summary>Returns the reason why a test cannot run these programs; null if all of them are installed.</summary>
    public static string? Missing(params IEnumerable<string> programs)
    {
        var missing = programs.Where(program => Find(program) is null).ToList();
        return missing.Count > 0 ? $"Install {string.Join(" and ", missing)} to run this test." : null;
    }

    /// <summary>Returns the full path of a program; null if it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(Servers)
            .SelectMany(folder => Extensions.Select(extension => Path.Combine(folder, program + extension)))
            .FirstOrDefault(File.Exists);

    // On Windows npm is a script, and a file without an extension is not a program.
    private static string[] Extensions => OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [string.Empty];
}
