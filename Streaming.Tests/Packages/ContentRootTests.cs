using Streaming.Server.Hosting;
using Streaming.Tests.Support;

namespace Streaming.Tests.Packages;

/// <summary>Tests where an installed program finds its settings.</summary>
public sealed class ContentRootTests : IDisposable
{
    private readonly TemporaryFolder _program = new();
    private readonly TemporaryFolder _settings = new();

    public void Dispose()
    {
        _program.Dispose();
        _settings.Dispose();
    }

    [Fact]
    public void A_link_to_the_settings_file_leads_to_the_folder_of_the_settings()
    {
        File.WriteAllText(Path.Combine(_settings.Path, "appsettings.json"), "{}");
        File.CreateSymbolicLink(
            Path.Combine(_program.Path, "appsettings.json"), Path.Combine(_settings.Path, "appsettings.json"));
        ContentRoot.Find(_program.Path).Should().Be(_settings.Path);
    }

    [Fact]
    public void A_program_with_a_settings_file_uses_its_own_folder()
    {
        File.WriteAllText(Path.Combine(_program.Path, "appsettings.json"), "{}");
        ContentRoot.Find(_program.Path).Should().Be(_program.Path);
    }

    [Fact]
    public void A_program_without_a_settings_file_has_no_folder_of_its_own() => ContentRoot.Find(_program.Path).Should().BeNull();
}
