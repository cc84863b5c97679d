using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Support;

/// <summary>A worker as a process of its own, on the file of a server.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly OsProcess _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(OsProcess process) => _process = process;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts a worker; returns when it runs.</summary>
    public static async Task<WorkerProcess> StartAsync(TemporaryFolder folder, params string[] arguments)
    {
        var worker = Start(folder, arguments);
        await worker._started.Task.OrTimeout();
        return worker;
    }

    /// <summary>Starts a worker that is expected to end at once, and gives its exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        await using var worker = Start(folder, arguments);
        worker._started.Task.ContinueWith(_ => { }, TaskScheduler.Default).Forget();
        await worker._process.WaitForExitAsync().OrTimeout();
        return (worker._process.ExitCode, worker.Output);
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync().OrTimeout();
    }

    /// <summary>As <c>kill</c>. Gives the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        if (Kill(_process.Id, SigTerm) != 0)
            throw new InvalidOperationException("The signal could not be sent.");
        await _process.WaitForExitAsync().OrTimeout();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private static WorkerProcess Start(TemporaryFolder folder, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        string[] all = [Path.Combine(AppContext.BaseDirectory, "Streaming.Server.dll"), "worker", "--Storage:Path", Path.Combine(folder.Path, "streaming.db"), .. arguments];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        var worker = new WorkerProcess(new OsProcess { StartInfo = start, EnableRaisingEvents = true });
        worker._process.OutputDataReceived += (_, line) => worker.Hear(line.Data);
        worker._process.ErrorDataReceived += (_, line) => worker.Hear(line.Data);
        worker._process.Exited += (_, _) => worker._started.TrySetException(new InvalidOperationException($"The worker ended at once:\n{worker.Output}"));
        worker._process.Start();
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (line.Contains("Application started", StringComparison.Ordinal))
            _started.TrySetResult();
    }
}

file static class TaskExtensions
{
    // Its failure is what the caller looks for in another way.
    public static void Forget(this Task task) => _ = task;
}
