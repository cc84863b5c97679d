using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
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
    public async Task A_range_after_the_end_of_a_page_is_refused_without_a_log_entry()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), "{}");
        var settings = ServerHost.CreateBuilder(["--contentRoot", folder.Path]).Configuration.GetSection("Logging").AsEnumerable()
            .Where(setting => setting.Value is not null).Select(setting => (setting.Key, setting.Value!));
        await using var server = await TestServer.StartAsync([.. settings]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Range = new RangeHeaderValue(99_999_999, to: null);

        using var response = await server.Client.SendAsync(request).OrTimeout();

        response.StatusCode.Should().Be(HttpStatusCode.RequestedRangeNotSatisfiable);
        server.Logs.Entries.Should().NotContain(entry => entry.Category.Contains("StaticFiles", StringComparison.Ordinal));
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
