using System.Diagnostics;
using System.Globalization;

namespace Streaming.Stress.Servers;

/// <summary>Starts the server's program with the settings and limits of a scenario.</summary>
internal static class ProgramStart
{
    // The shell sets the limit and then replaces itself with the server (exec), so that its process id is the server's.
    private const string Shell = "ulimit -n \"$1\" && shift && exec \"$@\"";

    public static Process Start(string program, string folder, Uri address, ServerOptions options, ProcessOutput output)
    {
        string[] own = program.EndsWith(".dll", StringComparison.Ordinal) ? [Dotnet, program] : [program];
        return Start(
            ["-c", Shell, "sh", options.OpenFiles.ToString(CultureInfo.InvariantCulture), .. own, .. Arguments(folder, address, options)],
            folder, options.Environment, output);
    }

    /// <summary>Runs a command of the server's program, such as <c>backup</c>, in a folder, without a wait for its end.</summary>
    public static Process Run(string program, string folder, IReadOnlyList<string> arguments, ProcessOutput output)
    {
        string[] own = program.EndsWith(".dll", StringComparison.Ordinal) ? [Dotnet, program] : [program];
        return Start(["-c", "exec \"$@\"", "sh", .. own, .. arguments], folder, [], output);
    }

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static IEnumerable<string> Arguments(string folder, Uri address, ServerOptions options)
    {
        List<(string Key, string Value)> settings =
        [
            ("environment", options.IsProduction ? "Production" : "Development"), ("contentRoot", folder),
            ("Storage:Path", Path.Combine(folder, "streaming.db")), ("Samples:Ticker", "false"),
            ("Logging:LogLevel:Default", "Warning"), ("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"),
        ];
        if (options.IsProduction)
            settings.Add(("Access:Open", "true"));
        if (options.Command != "worker")
            settings.Add(("Urls", address.GetLeftPart(UriPartial.Authority)));
        IEnumerable<string> command = options.Command is { } name ? [name] : [];
        return command.Concat(settings.Concat(options.Settings).Select(setting => $"--{setting.Key}={setting.Value}"));
    }

    private static Process Start(
        string[] arguments, string folder, IEnumerable<(string Name, string Value)> environment, ProcessOutput output)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        output.HasStarted = false;
        var process = Process.Start(start) ?? throw new StressException("The server could not be started.");
        StartedProcesses.Add(process.Id);
        process.OutputDataReceived += (_, line) => output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => output.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
