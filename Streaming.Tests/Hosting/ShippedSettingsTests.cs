using Streaming.Server.Hosting;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

/// <summary>Tests which of the server's own settings apply beside a settings file of the operator.</summary>
public sealed class ShippedSettingsTests
{
    [Fact]
    public async Task A_file_without_a_log_level_does_not_make_the_server_log_each_request()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), """{ "Access": { "Open": true } }""");
        var settings = ServerHost.CreateBuilder(["--contentRoot", folder.Path]).Configuration;
        settings["Logging:LogLevel:Microsoft.AspNetCore"].Should().Be("Warning");
        settings["Samples:Ticker"].Should().BeNull("only the settings of the log apply beside a file");
    }

    [Fact]
    public async Task A_file_with_a_log_level_takes_precedence()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "appsettings.json"), """{ "Logging": { "LogLevel": { "Microsoft.AspNetCore": "Debug" } } }""");
        var settings = ServerHost.CreateBuilder(["--contentRoot", folder.Path]).Configuration;
        settings["Logging:LogLevel:Microsoft.AspNetCore"].Should().Be("Debug");
    }
}
