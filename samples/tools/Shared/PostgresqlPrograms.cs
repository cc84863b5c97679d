using System.Diagnostics;

namespace Streaming.Tools;

/// <summary>Finds and runs the programs of PostgreSQL.</summary>
internal static class PostgresqlPrograms
{
    /// <summary>The reason why this machine has no PostgreSQL; null if it is installed.</summary>
    public static string? Missing => OperatingSystem.IsWindows() || Find("postgres") is null || Find("initdb") is null
        ? "PostgreSQL is not installed (on Debian: apt-get install postgresql)." : null;

    /// <summary>The start of a command that runs as the user of PostgreSQL, which refuses to run as root.</summary>
    public static string[] WithoutRoot { get; } =
        Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    // Debian installs the programs of each PostgreSQL version in a separate folder.
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Concat((Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
                .OrderByDescending(folder => folder, StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")))
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program until it ends, and returns its output.</summary>
    /// <exception cref="ToolException">The program has failed.</exception>
    public static async Task<string> RunAsync(string[] command, CancellationToken cancellationToken)
    {
        using var process = Start(command);
        process.StandardInput.Close();
        var output = string.Concat(await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken)));
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? output : throw new ToolException($"{command[0]} failed: {output}");
    }

    public static Process Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
