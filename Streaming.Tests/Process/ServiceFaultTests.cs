using Streaming.Tests.Support;

namespace Streaming.Tests.Process;

[Trait("Category", "Slow")]
public sealed class ServiceFaultTests
{
    [Theory]
    [InlineData("--Urls=http://127.0.0.1:0", "--Faulty=true")]
    [InlineData("worker")]
    public async Task A_host_stopped_by_a_failed_background_service_exits_with_code_1(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        await using var process = new DotnetProcess(
            folder, [.. arguments, $"--Storage:Path={Path.Combine(folder.Path, "s.db")}"], static _ => { }, static _ =>
                { }, Repository.Sample("Streaming.OwnApplication"));
        (await process.EndAsync()).Should().Be(1, process.Output);
        process.Output.Should().Contain("Stopped the process, since the background service FaultyService has failed.")
            .And.Contain("This service fails on purpose.");
    }
}
