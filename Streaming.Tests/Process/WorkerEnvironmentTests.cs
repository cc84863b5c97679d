using Streaming.Tests.Support;

namespace Streaming.Tests.Process;

/// <summary>Tests that a worker uses the same environment as a server on the same machine.</summary>
[Trait("Category", "Slow")]
public sealed class WorkerEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_worker_uses_ASPNETCORE_ENVIRONMENT()
    {
        await using var worker = await WorkerProcess.StartAsync(_folder);
        await Eventually.BecomesAsync(
            () => Task.FromResult(worker.Output), output => output.Contains("Hosting environment: Development", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_logs_the_folder_of_the_data()
    {
        await using var worker = await WorkerProcess.StartAsync(_folder, TestStore.SqliteArgument);
        await Eventually.BecomesAsync(
            () => Task.FromResult(worker.Output),
            output => output.Contains($"Opened the data in the folder {_folder.Path}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_command_line_overrides_the_environment()
    {
        await using var worker = await WorkerProcess.StartAsync(_folder, "--environment", "Staging");
        await Eventually.BecomesAsync(
            () => Task.FromResult(worker.Output), output => output.Contains("Hosting environment: Staging", StringComparison.Ordinal));
    }
}
