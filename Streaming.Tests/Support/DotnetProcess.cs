using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Support;

/// <summary>
/// The server's program, or another one, as a process of its own, in a folder that outlives it; everything it says is kept.
/// </summary>
internal sealed class DotnetProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly OsProcess _process;
    private readonly StringBuilder _output = new();

    /// <summary>Starts it.</summary>
    /// <param name="folder">Where its database is.</param>
    /// <param name="arguments">The command line after the program.</param>
    /// <param name="hear">Gets each line that it says.</param>
    /// <param name="ended">Gets all that it said when it has ended.</param>
    /// <param name="program">The program; the server's own if not said.</param>
    /// <param name="environment">Variables of its environment; an empty one is removed.</param>
    /// <param name="ulimit">What a shell's <c>ulimit</c> sets before, such as <c>-n 400</c>.</param>
    public DotnetProcess(
        TemporaryFolder folder, IEnumerable<string> arguments, Action<string> hear, Action<string> ended, string? program = null,
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
        // The shell becomes the program, so that the process is the same.
        foreach (var argument in ulimit is null ? [] : (string[])["-c", $"ulimit {ulimit} && exec dotnet \"$@\"", "sh"])
            start.ArgumentList.Add(argument);
        foreach (var argument in (string[])[program ?? Path.Combine(AppContext.BaseDirectory, "Streaming.Server.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // Not the server's own folder, with the settings and the data of whoever works there.
        start.Environment["ASPNETCORE_CONTENTROOT"] = folder.Path;
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value.Length > 0 ? value : null;
        _process = new OsProcess { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data, hear);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data, hear);
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

    /// <summary>Waits until it has said a text. Fails with all that it said when it ends before.</summary>
    public async Task SaysAsync(string text)
    {
        await Eventually.BecomesAsync(() => Task.FromResult(_process.HasExited || Has(text)), ready => ready);
        if (!Has(text))
            throw new InvalidOperationException($"It ended and had not said '{text}':\n{Output}");
    }

    /// <summary>Waits until it has ended by itself. Gives the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().OrTimeout();
        return _process.ExitCode;
    }

    /// <summary>As <c>kill -9</c>: it has no chance to do anything more.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return EndAsync();
    }

    /// <summary>As <c>kill</c> and every container does it. Gives the exit code.</summary>
    public Task<int> TerminateAsync() =>
        Kill(_process.Id, SigTerm) == 0 ? EndAsync() : throw new InvalidOperationException("The signal could not be sent.");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private bool Has(string text) => Output.Contains(text, StringComparison.Ordinal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private void Hear(string? line, Action<string> hear)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        hear(line);
    }
}
