using System.Text.Json;
using Streaming.Server.Hosting;
using Streaming.Tests.Support;

namespace Streaming.Tests.Process;

/// <summary>
/// Tests that the server's own program finds its settings and its data from any current folder, and listens on the address in the
/// environment.
/// </summary>
[Trait("Category", "Slow")]
public sealed class CurrentFolderTests : IDisposable
{
    // .NET container images set this variable, and the machine of the tests may set it too.
    private static readonly (string, string)[] s_nowhereSaid =
        [("ASPNETCORE_URLS", ""), ("ASPNETCORE_HTTP_PORTS", ""), ("DOTNET_URLS", ""), ("ASPNETCORE_CONTENTROOT", "")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("server")]
    [InlineData("worker")]
    public async Task A_published_program_reads_settings_and_stores_data_in_its_own_folder(
        string program)
    {
        var published = Publish();
        using var elsewhere = new TemporaryFolder();
        await using var server = Start(
            elsewhere, published, s_nowhereSaid, program == "worker" ? ["worker"] : ["--urls", "http://127.0.0.1:0"]);
        await server.WaitForOutputAsync("Application started");

        await server.WaitForOutputAsync($"Content root path: {published.TrimEnd('/')}");
        File.Exists(Path.Combine(published, "kept", "own.db")).Should().BeTrue(server.Output);
        Directory.EnumerateFileSystemEntries(elsewhere.Path).Should().BeEmpty();
    }

    [Fact]
    public void A_built_program_uses_the_folder_of_its_project()
    {
        var built = Path.Combine(Repository.Root, "Streaming.Server", "bin", "Debug", "net10.0");
        ContentRoot.Find(built).Should().Be(Path.Combine(Repository.Root, "Streaming.Server"));
    }

    [Theory]
    [InlineData("--contentRoot")]
    [InlineData("ASPNETCORE_CONTENTROOT")]
    [InlineData("DOTNET_CONTENTROOT")]
    public async Task Another_content_root_can_be_configured(string how)
    {
        var published = Publish();
        using var other = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        string[] argument = how.StartsWith('-') ? [how, other.Path] : [];
        await using var server = Start(
            elsewhere, published, [.. s_nowhereSaid, (how, other.Path)], ["--urls", "http://127.0.0.1:0", .. argument]);
        await server.WaitForOutputAsync("Application started");
        await server.WaitForOutputAsync($"Content root path: {other.Path}");
        File.Exists(Path.Combine(other.Path, "data", "streaming.db")).Should().BeTrue();
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:{0}")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "{0}")]
    [InlineData("URLS", "http://127.0.0.1:{0}")]
    [InlineData("--urls", "http://127.0.0.1:{0}")]
    public async Task The_environment_or_the_command_line_sets_the_listening_address(string how, string value)
    {
        var port = FreePort.Take();
        var given = string.Format(System.Globalization.CultureInfo.InvariantCulture, value, port);
        using var elsewhere = new TemporaryFolder();
        string[] arguments = how.StartsWith('-') ? [how, given] : [];
        // The command line overrides the environment.
        (string, string) variable = arguments.Length > 0 ? ("ASPNETCORE_URLS", $"http://127.0.0.1:{FreePort.Take()}") : (how, given);
        await using var server = Start(elsewhere, Publish(), [.. s_nowhereSaid, variable], arguments);
        await server.WaitForOutputAsync("Application started");
        using var client = new HttpClient();
        (await client.GetStringAsync($"http://127.0.0.1:{port}/health/live").OrTimeout()).Should().Be("Healthy", server.Output);
    }

    [Fact]
    public void The_shipped_settings_contain_no_address_since_it_would_override_the_environment()
    {
        foreach (var file in new[] { "appsettings.json", "appsettings.Development.json" })
        {
            using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "Streaming.Server", file)));
            settings.RootElement.EnumerateObject().Select(each => each.Name).Should().NotContain(["Urls", "Kestrel", "http_ports"]);
        }
    }

    private static DotnetProcess Start(TemporaryFolder from, string published, (string, string)[] environment, string[] arguments) =>
        new(from, arguments, _ => { }, _ => { }, Path.Combine(published, "Streaming.Server.dll"), environment);

    // Copies the files of the build together with the settings, as `dotnet publish` does.
    private string Publish()
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "runtimes"), Path.Combine(AppContext.BaseDirectory, "runtimes"));
        File.WriteAllText(Path.Combine(_folder.Path, "appsettings.json"),
            """{ "Storage": { "Path": "kept/own.db" }, "Logging": { "LogLevel": { "Default": "Information" } } }""");
        return _folder.Path;
    }
}
