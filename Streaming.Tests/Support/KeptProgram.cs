using System.Diagnostics;
using System.Text;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Support;

/// <summary>
/// A server program of the machine, such as PostgreSQL, that ends with this process, even if this process is killed. Its folder is then
/// deleted.
/// </summary>
internal sealed class KeptProgram : IAsyncDisposable
{
    // A shell starts the program for each line that it reads, and ends it when this process closes the pipe or has ended. The program must
    // not inherit the pipe.
    private const string Shell = """
        trap '' HUP INT TERM; folder=$1; signal=$2; shift 2; program=
        while read -r line; do "$@" < /dev/null 2>&1 & program=$!; done
        if [ -n "$program" ]; then kill -"$signal" "$program" 2> /dev/null; wait "$program"; fi
        rm -rf "$folder"
        """;

    private readonly OsProcess _shell;
    private readonly string _ready;
    private readonly StringBuilder _output = new();
    private TaskCompletionSource _isReady = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Creates the shell that runs the program. <see cref="StartAsync"/> starts the program.</summary>
    /// <param name="folder">The folder that is deleted at the end.</param>
    /// <param name="signal">The name of the signal that ends the program.</param>
    /// <param name="ready">What the program's output contains when it accepts connections.</param>
    /// <param name="command">The program with its arguments.</param>
    public KeptProgram(string folder, string signal, string ready, params IEnumerable<string> command)
    {
        _ready = ready;
        var start = StartOf(["/bin/sh", "-c", Shell, "sh", folder, signal, .. command]);
        start.RedirectStandardInput = true;
        _shell = new OsProcess { StartInfo = start };
        _shell.OutputDataReceived += (_, line) => OnLine(line.Data);
        _shell.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _shell.Start();
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    /// <summary>The command before programs that refuse to run as root: it runs them as the user <c>postgres</c>.</summary>
    public static string[] WithoutRoot =>
        Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    /// <summary>The whole output of the program.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Runs a program until it ends.</summary>
    public static async Task RunAsync(params string[] command)
    {
        using var process = OsProcess.Start(StartOf(command))!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).OrTimeout();
        await process.WaitForExitAsync().OrTimeout();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} failed:\n{string.Concat(said)}");
    }

    /// <summary>Starts the program, and returns when it accepts connections.</summary>
    public async Task StartAsync()
    {
        _isReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _shell.StandardInput.WriteLineAsync("start");
        await _shell.StandardInput.FlushAsync();
        try
        {
            await _isReady.Task.OrTimeout();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The program did not start:\n{Output}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync().OrTimeout();
        _shell.Dispose();
    }

    private static ProcessStartInfo StartOf(string[] command)
    {
        var start = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        return start;
    }

    private void OnLine(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (line.Contains(_ready, StringComparison.Ordinal))
            _isReady.TrySetResult();
    }
}
