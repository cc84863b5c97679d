using Streaming.Tests.Support;

namespace Streaming.Tests.Packages;

/// <summary>Tests the tool <c>streaming</c>, which has no settings file of its own.</summary>
[Trait("Category", "Slow")]
public sealed class ToolTests : IDisposable
{
    private static readonly (string, string)[] s_environment = [("ASPNETCORE_CONTENTROOT", ""), ("ASPNETCORE_URLS", "")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_stores_its_data_in_the_current_folder_and_runs_with_the_shipped_settings()
    {
        await using var tool = Start();
        await tool.WaitForOutputAsync($"Opened the data in the folder {Path.Combine(_folder.Path, "data")}");
        tool.Output.Should().Contain("Samples:Ticker");
        File.Exists(Path.Combine(_folder.Path, "data", "streaming.db")).Should().BeTrue();
        (await tool.TerminateAsync()).Should().Be(0, tool.Output);
    }

    [Fact]
    public async Task The_settings_file_of_the_current_folder_replaces_the_shipped_settings()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, "appsettings.json"), """{ "Storage": { "Path": "kept/own.db" } }""");
        await using var tool = Start();
        await tool.WaitForOutputAsync($"Opened the data in the folder {Path.Combine(_folder.Path, "kept")}");
        tool.Output.Should().NotContain("Samples:Ticker");
    }

    private DotnetProcess Start() =>
        new(_folder, ["--Urls", "http://127.0.0.1:0"], _ => { }, _ => { }, ContainedServer.Program, s_environment);
}
