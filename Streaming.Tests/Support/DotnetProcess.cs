using System.Diagnostics;
using System.Text;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Support;

/// <summary>
/// The server's program, or another one, in a separate process with its data in a folder that remains after the process. All output is
/// kept.
/// </summary>
internal sealed class DotnetProcess : IAsyncDisposable
{
    private readonly OsProcess _process;
    private readonly StringBuilder _output = new();

    /// <summary>Starts the process.</summary>
    /// <param name="folder">The folder of the database.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="onLine">Receives each line of the output.</param>
    /// <param name="ended">Receives the whole output when the process has ended.</param>
    /// <param name="program">The program; null for the server's own program.</param>
    /// <param name="environment">Environment variables of the process; an empty value removes the variable.</param>
    /// <param name="ulimit">Arguments of the shell's <c>ulimit</c> that runs before the program, such as <c>-n 400</c>.</param>
    public DotnetProcess(
        TemporaryFolder folder, IEnumerable<string> arguments, Action<string> onLine, Action<string> ended, string? program = null,
            IEnumerable<(string Name, string Value)>? environment = null, string? ulimit = null)
    {
        var start = new ProcessStartInfo(
            ulimit is null ? "dotnet"
            : "/bin/sh")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path
        };
        // The shell replaces itself with the program (exec), so that the process id stays the same.
        foreach (var argument in ulimit is null ? [] : (string[])["-c", $"ulimit {ulimit} && exec dotnet \"$@\"", "sh"])
            start.ArgumentList.Add(argument);
        foreach (var argument in (string[])[program ?? Path.Combine(AppContext.BaseDirectory, "Streaming.Server.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // The current folder is not the server's own folder, which contains the developer's settings and data.
        start.Environment["ASPNETCORE_CONTENTROOT"] = folder.Path;
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value.Length > 0 ? value : null;
        _process = new OsProcess { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data, onLine);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data, onLine);
        _process.Exited += (_, _) => ended(Output);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Waits until the output contains a text. If the process ends before, the wait fails with the whole output.</summary>
    public async Task WaitForOutputAsync(string text)
    {
        await Eventually.BecomesAsync(() => Task.FromResult(_process.HasExited || Has(text)), ready => ready);
        if (!Has(text))
            throw new InvalidOperationException($"It ended and had not said '{text}':\n{Output}");
    }

    /// <summary>Waits until the process has ended by itself, and returns the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().OrTimeout();
        return _process.ExitCode;
    }

    /// <summary>Kills the process as <c>kill -9</c> does, without a chance to react.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return EndAsync();
    }

    /// <summary>Sends SIGTERM, as <c>kill</c> and containers do, and returns the exit code.</summary>
    public Task<int> TerminateAsync()
    {
        UnixSignal.Send(_process.Id, UnixSignal.Terminate);
        return EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private bool Has(string text) => Output.Contains(text, StringComparison.Ordinal);

    private void OnLine(string? line, Action<string> onLine)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        onLine(line);
    }
}
