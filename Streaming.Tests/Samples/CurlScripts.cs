using System.Diagnostics;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Samples;

/// <summary>Lists and runs the scripts of samples/curl.</summary>
internal static class CurlScripts
{
    /// <summary>The server settings that the scripts need.</summary>
    public static readonly (string, string)[] Settings =
    [
        ("Samples:Ticker", "true"), ("Samples:Jobs", "true"), ("Outbound:AllowedNetworks:0", "127.0.0.0/8"), ("Email:Pickup", "mail"),
            ("Email:From", "streaming@localhost"),
    ];

    private static readonly string s_folder = Path.Combine(Repository.Root, "samples", "curl");

    public static TheoryData<string> All =>
        [.. Directory.EnumerateFiles(s_folder, "*.sh").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>Runs a script, which must succeed, and returns its standard error.</summary>
    public static async Task<string> RunAsync(string script, Uri server, params (string Name, string Value)[] environment)
    {
        var (code, output, errors) = await RunToEndAsync(script, server, environment);
        code.Should().Be(0, $"{script} said:\n{output}\n{errors}");
        return errors;
    }

    /// <summary>Runs a script, and returns its exit code, its standard output and its standard error.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunToEndAsync(
        string script, Uri server, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(
            "bash")
        { UseShellExecute = false, WorkingDirectory = s_folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(s_folder, script));
        start.Environment["BASE"] = server.ToString().TrimEnd('/');
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = OsProcess.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().OrTimeout();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output.OrTimeout(), await errors.OrTimeout());
    }
}
