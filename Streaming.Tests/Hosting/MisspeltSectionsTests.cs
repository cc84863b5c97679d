using Streaming.Server.Hosting;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

/// <summary>Tests which keys of the configuration are in a section with a misspelt name.</summary>
public sealed class MisspeltSectionsTests
{
    [Theory]
    [InlineData("Storge:Path", "Storage:Path")]
    [InlineData("STORGE:PATH", "Storage:PATH")]
    [InlineData("Storag:Pth", "Storage:Path")]
    [InlineData("Acess:Keys:1:Secret", "Access:Keys:1:Secret")]
    [InlineData("Topic:Policies:rooms:MaxAge", "Topics:Policies:rooms:MaxAge")]
    [InlineData("Job:Concurrency", "Jobs:Concurrency")]
    [InlineData("ConnectionString:Streaming", "ConnectionStrings:Streaming")]
    [InlineData("Kestral:Endpoints:Https:Url", "Kestrel:Endpoints:Https:Url")]
    [InlineData("Loging:LogLevel:Default", "Logging:LogLevel:Default")]
    public void A_section_that_differs_in_few_letters_is_misspelt(string key, string meant) =>
        MisspeltSections.Meant(key).Should().Be(meant);

    [Theory]
    [InlineData("Storage:Pth")] // The check of the section reports this key.
    [InlineData("Storge")] // Environment variables without '__' have such names.
    [InlineData("AllowedHosts")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Logging:Console:FormatterName")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections")]
    [InlineData("ConnectionStrings:Default")]
    [InlineData("Authentication:Schemes:Cookies:Name")]
    [InlineData("hostBuilder:reloadConfigOnChange")]
    [InlineData("Serilog:MinimumLevel")]
    [InlineData("Roles:Admin")]
    [InlineData("Cors:Origins:0")]
    [InlineData("Quartz:Scheduler:Name")]
    public void Other_keys_are_not_misspelt(string key) => MisspeltSections.Meant(key).Should().BeNull();

    [Fact]
    public async Task An_application_with_a_similar_section_of_its_own_starts_with_a_warning()
    {
        await using var server = await TestServer.StartAsync(("Storge:Path", "x.db"));
        server.Logs.Entries.Should().ContainSingle(entry => entry.Category == typeof(SectionWarnings).FullName)
            .Which.Text.Should().Contain("Storge:Path").And.Contain("Did you mean 'Storage:Path'?");
    }
}
