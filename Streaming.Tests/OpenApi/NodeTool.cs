using System.Diagnostics;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.OpenApi;

/// <summary>Runs a program of the npm packages of this folder until it ends.</summary>
internal static class NodeTool
{
    /// <summary>The folder of the npm packages.</summary>
    public static string Folder => NodePackages.Require(NodePackages.OpenApi);

    /// <summary>Runs a script of the npm packages.</summary>
    /// <returns>The output of the script.</returns>
    /// <exception cref="InvalidOperationException">The script failed; the message contains its output.</exception>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "node")
        { UseShellExecute = false, WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // Switches off the linter's telemetry.
        (start.Environment["REDOCLY_TELEMETRY"], start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"]) = ("off", "true");
        foreach (var argument in (string[])[script, .. arguments])
            start.ArgumentList.Add(argument);
        using var process = OsProcess.Start(start)!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().OrTimeout();
            return process.ExitCode == 0 ? await output
                : throw new InvalidOperationException($"{script} failed with {process.ExitCode}:\n{await output}\n{await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
