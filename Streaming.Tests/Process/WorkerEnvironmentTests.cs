using Streaming.Tests.Support;

namespace Streaming.Tests.Process;

/// <summary>A worker has the environment of the server beside it.</summary>
[Trait("Category", "Slow")]
public sealed class WorkerEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ASPNETCORE_ENVIRONMENT_counts_for_a_worker_too()
    {
        await using var worker = await WorkerProcess.StartAsync(_folder);
        await Eventually.BecomesAsync(
            () => Task.FromResult(worker.Output), output => output.Contains("Hosting environment: Development", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_command_line_comes_first()
    {
        await using var worker = await WorkerProcess.StartAsync(_folder, "--environment", "Staging");
        await Eventually.BecomesAsync(
            () => Task.FromResult(worker.Output), output => output.Contains("Hosting environment: Staging", StringComparison.Ordinal));
    }
}
