namespace Streaming.Tests.Support;

/// <summary>A worker in a separate process, on the store of a server.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DotnetProcess _process;

    private WorkerProcess(TemporaryFolder folder, string[] arguments) => _process = new DotnetProcess(
        folder,
        ["worker", "--Storage:Path", Path.Combine(folder.Path, "streaming.db"), .. arguments],
        OnLine,
        said => _started.TrySetException(new InvalidOperationException($"The worker ended at once:\n{said}")));

    public string Output => _process.Output;

    /// <summary>Starts a worker, and returns when it runs.</summary>
    public static async Task<WorkerProcess> StartAsync(TemporaryFolder folder, params string[] arguments)
    {
        var worker = new WorkerProcess(folder, [.. await TestStore.ArgumentsAsync(folder), .. arguments]);
        try
        {
            await worker._started.Task.OrTimeout();
            return worker;
        }
        catch
        {
            // A process that does not start in time is ended: nobody else holds it.
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a worker that is expected to end at once, and returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        await using var worker = new WorkerProcess(folder, [.. await TestStore.ArgumentsAsync(folder), .. arguments]);
        return (await worker._process.EndAsync(), worker.Output);
    }

    /// <summary>Kills the worker as <c>kill -9</c> does.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Sends SIGTERM to the worker, and returns the exit code.</summary>
    public Task<int> TerminateAsync() => _process.TerminateAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private void OnLine(string line)
    {
        if (line.Contains("Application started", StringComparison.Ordinal))
            _started.TrySetResult();
    }
}
