using System.Diagnostics;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Commands;

/// <summary>Runs the program in a shell, as an operator does.</summary>
internal static class CommandProcess
{
    /// <summary>
    /// The program as words of a shell command. It gets SIGINT, even if the shell that started the tests ignores that signal.
    /// </summary>
    public static string Program { get; } =
        $"env --default-signal=INT dotnet '{Path.Combine(AppContext.BaseDirectory, "Streaming.Server.dll")}'";

    /// <summary>Runs a shell command until it ends. It is killed with its children if it does not end in time.</summary>
    public static async Task<CommandEnd> RunAsync(TemporaryFolder folder, string command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        start.Environment["ASPNETCORE_CONTENTROOT"] = folder.Path;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = OsProcess.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().OrTimeout();
            return new CommandEnd(process.ExitCode, await output.OrTimeout(), await error.OrTimeout());
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
