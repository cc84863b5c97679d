using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Streaming.Server.Commands.Doctor;
using Streaming.Server.Hosting;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests that <c>doctor</c> reports what would trouble a server on this machine, and changes nothing.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_machine_is_in_order_and_stays_unchanged()
    {
        var findings = await FindAsync("--Urls", "http://127.0.0.1:0");
        findings.Where(finding => finding.Level != Finding.OkLevel).Select(finding => finding.Check).Should().BeSubsetOf(["handles"]);
        findings.Select(finding => finding.Check).Should().Contain(
            ["settings", "ports", "folders", "access", "proxies", "handles", "clock", "store"]);
        Directory.EnumerateFileSystemEntries(_folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task A_port_in_use_is_reported()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        (await FindAsync("--Urls", address)).Should().Contain(finding => finding.Check == "ports" && finding.Level == Finding.WarningLevel
            && finding.Text.StartsWith($"{address} is in use by"));
    }

    [Fact]
    public async Task A_port_that_does_not_exist_is_an_error()
    {
        var end = await CommandRun.RunAsync(
            "doctor", "--contentRoot", _folder.Path, "--environment", "Development", "--Urls", "http://localhost:99999");
        end.Code.Should().Be(1);
        end.Output.Should().Contain("Urls is 'http://localhost:99999', whose port does not exist; give one from 1 to 65535.");
    }

    [Theory]
    [InlineData("access", "everybody who reaches it", "--Access:Open", "true", "--Urls", "http://0.0.0.0:0")]
    [InlineData("access", "ASPNETCORE_ENVIRONMENT=Production", "--Urls", "http://0.0.0.0:0")]
    [InlineData("proxies", "nearly everybody may claim", "--Access:Proxies:0", "0.0.0.0/0")]
    [InlineData("keys", "few different bytes", "--Access:Keys:0:Secret", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("store", "everything is lost when the server stops", "--Storage:Provider", "memory")]
    public async Task A_doubtful_setting_is_a_warning(string check, string expected, params string[] settings) =>
        (await FindAsync([.. settings, .. settings.Contains("--Urls") ? (string[])[] : ["--Urls", "http://127.0.0.1:0"]])).Should().Contain(
            finding => finding.Check == check && finding.Level == Finding.WarningLevel && finding.Text.Contains(expected));

    [Fact]
    public async Task An_error_sets_the_exit_code()
    {
        var end = await CommandRun.RunAsync(
            "doctor", "--contentRoot", _folder.Path, "--environment", "Development", "--Sse:Heartbeat", "soon");
        end.Code.Should().Be(1);
        end.Output.Should().Contain("Sse:Heartbeat is 'soon'");
    }

    [Theory]
    [InlineData("http://localhost:5000/", new string[0])]
    [InlineData("http://localhost:8080/", new[] { "http_ports", "8080" })]
    [InlineData("http://localhost:81/", new[] { "urls", "http://*:81;https://*:82" })]
    [InlineData("http://10.0.0.1:81/", new[] { "urls", "http://10.0.0.1:81" })]
    [InlineData("http://localhost:83/", new[] { "urls", "http://*:81", "Kestrel:Endpoints:Http:Url", "http://[::]:83" })]
    public void The_address_of_the_server_follows_from_its_settings(string expected, string[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]))).Build();
        ListeningAddresses.Of(configuration)[0].ToLocal().ToString().Should().Be(expected);
    }

    private async Task<IReadOnlyList<Finding>> FindAsync(params string[] settings)
    {
        var end = await CommandRun.RunAsync(
            ["doctor", "--json", "--contentRoot", _folder.Path, "--environment", "Development", .. settings]);
        return [.. JsonNode.Parse(end.Succeeded().Output)!.AsArray().Select(
            each => new Finding((string)each!["check"]!, (string)each["level"]!, (string)each["text"]!))];
    }
}
