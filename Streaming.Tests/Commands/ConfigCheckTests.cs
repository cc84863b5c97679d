using System.Text.Json.Nodes;
using Streaming.Server.Hosting;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests that <c>config check</c> shows each setting with its value and source, and the errors that the server reports.</summary>
public sealed class ConfigCheckTests : IDisposable
{
    private const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMw==";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_setting_has_its_value_and_its_source()
    {
        await WriteAsync("""
            { "Sse": { "Heartbeat": "20s" }, "Topics": { "Policies": { "rooms": { "Match": "room:*", "MaxAge": "7d" } } } }
            """);
        var report = await ReportAsync("--Access:Keys:0:Secret", Key, "--Jobs:Concurrency=7", "--Urls", "http://localhost:5001");

        Of(report, "Sse:Heartbeat").Should().Be("20s (file appsettings.json), default 15s");
        Of(report, "Jobs:Concurrency").Should().Be("7 (command line), default 20");
        Of(report, "Jobs:Lease").Should().Be("15s (default), default 15s");
        Of(report, "Topics:Policies:rooms:MaxAge").Should().Be("7d (file appsettings.json), default ");
        Of(report, "Urls").Should().Be("http://localhost:5001 (command line), default ");
        Of(report, "Access:Keys:0:Secret").Should().Be("*** (command line), default ");
        report.ToJsonString().Should().NotContain(Key);
        report["policies"]!.AsArray().Select(policy => (string?)policy!["match"]).Should().StartWith("room:*").And.EndWith("*");
        report["errors"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Only_settings_that_differ_from_their_defaults_are_changed()
    {
        await WriteAsync("""{ "Sse": { "Heartbeat": "15s", "MaxTopics": 7 }, "Urls": "http://localhost:5001" }""");
        var end = await RunAsync("--Access:Open", "true", "--changed");
        end.Succeeded().Output.Should().Contain("Sse:MaxTopics").And.Contain("Urls").And.Contain("Access:Open")
            .And.NotContain("Sse:Heartbeat").And.NotContain("Jobs:Lease");
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("postgresql")]
    public async Task Another_store_than_the_default_is_a_changed_setting(string provider)
    {
        var end = await RunAsync(
            "--Access:Open", "true", "--Storage:Provider", provider, "--ConnectionStrings:Streaming", "Host=localhost", "--changed");
        end.Succeeded().Output.Should().MatchRegex($"Storage:Provider +{provider} +command line");
    }

    [Fact]
    public async Task A_missing_address_of_PostgreSQL_is_reported()
    {
        var end = await RunAsync("--Access:Open", "true", "--Storage:Provider", "postgresql", "--PGHOST", string.Empty);
        end.Code.Should().Be(1);
        end.Output.Should().Contain("Error: The address of PostgreSQL is missing; set ConnectionStrings:Streaming");
    }

    [Theory]
    [InlineData("--Urls", "http://localhst:5000", "Error: Urls is 'http://localhst:5000', and 'localhst' is neither localhost nor")]
    [InlineData("--Kestrel:Certificates:Default:KeyPath", "none.key", "Error: Kestrel:Certificates:Default:KeyPath is 'none.key'")]
    [InlineData("--Logging:LogLevel:Default", "Verbose", "Error: Logging:LogLevel:Default is 'Verbose'")]
    [InlineData("--Topics:Policies:chat:Match", "room *", "Error: Topics:Policies:chat:Match is 'room *'")]
    public async Task An_error_with_which_the_server_would_not_start_is_reported_also_by_doctor(string key, string value, string sentence)
    {
        var end = await RunAsync("--Access:Open", "true", key, value);
        end.Code.Should().Be(1);
        end.Output.Should().Contain(sentence);
        var doctor = await CommandRun.RunAsync(
            "doctor", "--contentRoot", _folder.Path, "--environment", "Production", "--Access:Open", "true", key, value);
        doctor.Code.Should().Be(1);
        doctor.Output.Should().Contain(sentence["Error: ".Length..]);
    }

    [Theory]
    [InlineData("http://*:5000;https://+:5001")]
    [InlineData("http://[::1]:0")]
    [InlineData("http://0.0.0.0")]
    [InlineData("http://unix:/run/streaming.sock")]
    public async Task An_address_of_this_machine_is_valid(string urls) =>
        (await RunAsync("--Access:Open", "true", "--Urls", urls)).Succeeded();

    [Fact]
    public async Task A_password_in_a_connection_string_is_not_shown()
    {
        var end = await RunAsync("--Access:Open", "true", "--Storage:Provider", "postgresql",
            "--ConnectionStrings:Streaming", "Host=db;Username=ann;Password=hidden");
        end.Succeeded().Output.Should().Contain("host=db").And.NotContain("hidden").And.Contain("Storage:Lanes");
    }

    [Theory]
    [InlineData("Access:Keys:0:Secret")]
    [InlineData("Metrics:ScrapeToken")]
    [InlineData("Email:Password")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_HEADERS")]
    [InlineData("Kestrel:Certificates:Default:Password")]
    [InlineData("Authentication:Schemes:Bearer:SigningKeys:0:Value")]
    public void A_secret_is_masked(string key)
    {
        KnownSettings.Contains(key).Should().BeTrue();
        SecretSettings.Masked(key, "hidden").Should().Be("***");
    }

    [Theory]
    [InlineData("Access:Authority", "https://login.example.com/realm", "https://login.example.com/realm")]
    [InlineData("Access:Authority", "https://ann:hidden@login.example.com", "https://***@login.example.com")]
    [InlineData("Webhooks:SecretOverlap", "1d", "1d")]
    [InlineData("Invitations:TokenLifetime", "7d", "7d")]
    public void Only_the_secret_part_of_a_value_is_masked(string key, string value, string shown) =>
        SecretSettings.Masked(key, value).Should().Be(shown);

    [Fact]
    public async Task The_errors_are_those_of_the_server()
    {
        var end = await RunAsync("--Sse:Heartbeat", "soon", "--Rooms:MaxMembers", "-1", "--Access:Open", "true");
        end.Code.Should().Be(1);
        end.Output.Should().Contain("Error: Sse:Heartbeat is 'soon'; give a time").And.Contain("Error: Rooms:MaxMembers is -1");

        (await RunAsync("--Storage:Provider", "paper")).Output.Should().Contain("Storage:Provider is 'paper'; use 'sqlite'");
        (await RunAsync("--Access:Keys:0:Secret", "short")).Output.Should().Contain("Access:Keys:0:Secret is not base64");
        (await RunAsync()).Output.Should().Contain("The server has no key to check tokens with");
    }

    [Fact]
    public async Task A_misspelt_section_is_an_error_with_a_suggestion()
    {
        await WriteAsync("""{ "Storge": { "Path": "x.db" } }""");
        var end = await RunAsync("--Access:Open", "true");
        end.Code.Should().Be(1);
        end.Output.Should().Contain(
            "Error: Storge:Path (file appsettings.json) is not a setting of the server. Did you mean 'Storage:Path'?")
            .And.NotContain("Warning: Storge");
    }

    [Fact]
    public async Task An_unknown_section_of_a_file_is_a_warning()
    {
        await WriteAsync("""{ "Weather": { "City": "Oslo" } }""");
        (await RunAsync("--Access:Open", "true")).Succeeded().Output.Should().Contain(
            "Warning: Weather:City (file appsettings.json) is not a setting of the server.");
    }

    [Fact]
    public async Task A_command_for_the_store_refuses_a_misspelt_section()
    {
        await WriteAsync("""{ "Storge": { "Path": "x.db" } }""");
        var end = await CommandRun.RunAsync("backup", Path.Combine(_folder.Path, "copy.db"), "--contentRoot", _folder.Path);
        end.Code.Should().Be(1);
        end.Error.Should().Contain("Did you mean 'Storage:Path'?");
    }

    [Fact]
    public async Task Nothing_is_written_or_started()
    {
        (await RunAsync("--Access:Open", "true")).Succeeded();
        Directory.EnumerateFileSystemEntries(_folder.Path).Should().BeEmpty();
    }

    private static string Of(JsonNode report, string key)
    {
        var setting = report["settings"]!.AsArray().Single(each => (string?)each!["key"] == key)!;
        return $"{setting["value"]} ({setting["source"]}), default {setting["default"]}";
    }

    private async Task<JsonNode> ReportAsync(params string[] args) =>
        JsonNode.Parse((await RunAsync([.. args, "--json"])).Succeeded().Output)!;

    private Task<CommandEnd> RunAsync(params string[] args) =>
        CommandRun.RunAsync(["config", "check", "--contentRoot", _folder.Path, "--environment", "Production", .. args]);

    private Task WriteAsync(string settings) => File.WriteAllTextAsync(Path.Combine(_folder.Path, "appsettings.json"), settings);
}
