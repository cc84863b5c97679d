using System.Net;
using System.Net.Sockets;
using Streaming.Tests.Support;

namespace Streaming.Tests.Process;

/// <summary>
/// Tests that a program that cannot start reports in one sentence which path or key is wrong and what to do, and exits with code 1.
/// </summary>
[Trait("Category", "Slow")]
public sealed class StartFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--Sse:Heartbeat", "15x", "Sse:Heartbeat is '15x'; give a time from 10ms to 1h")]
    [InlineData("--Storage:Provider", "paper", "Storage:Provider is 'paper'; use 'sqlite', 'postgresql' or 'memory'")]
    [InlineData("--Delivery:Loops", "many", "Delivery:Loops is 'many'; give a whole number")]
    [InlineData("--Urls", "http://192.0.2.1:5000", "such as --Urls http://localhost:5001")]
    [InlineData("--Urls", "localhost", "Urls is 'localhost', which is not an address; give one such as http://localhost:5000.")]
    [InlineData("--Urls", "http://127.0.0.1:5000x", "'127.0.0.1:5000x' is neither localhost nor an IP address")]
    [InlineData("--Urls", "http://localhst:5000", "or http://*:5000 for all addresses of this machine")]
    [InlineData("--Urls", "http://127.0.0.1:99999", "whose port does not exist; give one from 1 to 65535.")]
    [InlineData("--Urls", "http://127.0.0.1:5000/live", "whose path '/live' is not possible here")]
    [InlineData("--Kestrel:Endpoints:Http:Url", "http://localhst:5000", "Kestrel:Endpoints:Http:Url is 'http://localhst:5000'")]
    [InlineData("--Kestrel:Certificates:Default:Path", "/none.pfx", "Kestrel:Certificates:Default:Path is '/none.pfx', and there is no")]
    [InlineData("--Logging:LogLevel:Default", "Verbose", "Logging:LogLevel:Default is 'Verbose'; give Trace, Debug, ")]
    [InlineData("--Logging:Console:LogLevel:Default", "all", "Logging:Console:LogLevel:Default is 'all'; give Trace, Debug, ")]
    [InlineData("--Logging:Console:FormatterName", "jsn", "Logging:Console:FormatterName is 'jsn'; give simple, systemd or json.")]
    [InlineData("--Storage:RetryFor", "15s", "Storage:RetryFor applies only with Storage:Provider=postgresql; remove it.")]
    public async Task A_wrong_setting_is_reported_in_one_sentence(string key, string value, string expected) =>
        Explains(await RunAsync(key, value), "server", expected);

    [Fact]
    public async Task A_port_in_use_is_reported_in_one_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        Explains(await RunAsync("--Urls", address), "server",
            $"{address}: address already in use. Stop the process that listens there, or give another address");
    }

    [Theory]
    [InlineData("server")]
    [InlineData("worker")]
    public async Task A_read_only_folder_is_reported_in_one_sentence(string program)
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "no folder");
        Explains(await RunAsync([.. program == "worker" ? (string[])["worker"] : [], "--Storage:Path", Path.Combine(file, "s.db")]),
            program, $"{file}/s.db", "Storage:Path", "Give a path that this process may write to");
    }

    [Theory]
    [InlineData("server")]
    [InlineData("worker")]
    public async Task A_file_that_is_not_a_database_is_reported_in_one_sentence(string program)
    {
        var file = Path.Combine(_folder.Path, "s.db");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("this is not a database ", 1_000)));
        Explains(await RunAsync([.. program == "worker" ? (string[])["worker"] : [], "--Storage:Path", file]), program, file,
            "damaged or not an SQLite database; restore it from a backup, or give another path");
    }

    [Fact]
    public async Task A_worker_that_would_run_no_jobs_does_not_start() =>
        Explains(await RunAsync("worker", "--concurrency", "0"), "worker", "Jobs:Concurrency (--concurrency) is 0", "give 1 to 1000");

    [Fact]
    public async Task A_settings_file_that_is_not_JSON_is_reported_in_one_sentence()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "appsettings.json"), """{ "Sse": { "Heartbeat": "15s", }""");
        Explains(await RunAsync(), "server", "appsettings.json", "Correct the file");
    }

    [Fact]
    public async Task All_wrong_settings_are_reported_together()
    {
        var (exitCode, output) = await RunAsync("--Sse:Heartbeat", "soon", "--Jobs:Lease", "never", "--Rooms:MaxMembers", "-1");
        exitCode.Should().Be(1);
        output.Should().Contain("Sse:Heartbeat is 'soon'").And.Contain("Jobs:Lease is 'never'").And.Contain(
            "Rooms:MaxMembers is -1").And.NotContain("   at ");
    }

    [Fact]
    public async Task An_unknown_setting_in_a_file_is_reported_in_one_sentence()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "appsettings.json"), """{ "Sse": { "Hartbeat": "15s" } }""");
        Explains(await RunAsync(), "server", "Sse:Hartbeat is not a setting; Sse has Heartbeat");
    }

    [Theory]
    [InlineData("server")]
    [InlineData("worker")]
    public async Task A_misspelt_section_of_an_environment_variable_is_reported_in_one_sentence(string program)
    {
        string[] args = program == "worker" ? ["worker"] : ["--Urls", "http://127.0.0.1:0"];
        await using var process = new DotnetProcess(
            _folder, args, _ => { }, _ => { }, environment: [("Storge__Path", "x.db"), ("Weather__City", "Oslo")]);
        Explains((await process.EndAsync(), process.Output), program,
            "Storge:Path (environment variable Storge__Path) is not a setting of the server. Did you mean 'Storage:Path'?");
        process.Output.Should().NotContain("Weather");
    }

    [Theory]
    [InlineData("wroker", "Unknown command 'wroker'. Did you mean 'worker'?")]
    [InlineData("--Sse:Hartbeat=15", "Unknown option '--Sse:Hartbeat'. Did you mean '--Sse:Heartbeat'?")]
    public async Task An_unknown_word_or_option_starts_nothing(string arg, string expected)
    {
        var (exitCode, output) = await RunAsync(arg);
        exitCode.Should().Be(2);
        output.Should().Contain(expected).And.NotContain("Now listening");
    }

    [Fact]
    public async Task The_help_option_prints_the_help()
    {
        var (exitCode, output) = await RunAsync("--help");
        exitCode.Should().Be(0);
        output.Should().Contain("streaming [command]").And.Contain("worker").And.NotContain("Now listening");
    }

    private static void Explains((int ExitCode, string Output) end, string program, params string[] expected)
    {
        end.ExitCode.Should().Be(1, end.Output);
        end.Output.Should().Contain($"The {program} does not start. ").And.ContainAll(expected).And.NotContain("   at ").And.NotContain(
            "Unhandled");
        end.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Should().StartWith($"The {program} does not start. ");
    }

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] args)
    {
        string[] settings = args is ["worker", ..] || args.Contains("--Urls") ? args : ["--Urls", "http://127.0.0.1:0", .. args];
        await using var process = new DotnetProcess(_folder, settings, _ => { }, _ => { });
        return (await process.EndAsync(), process.Output);
    }
}
