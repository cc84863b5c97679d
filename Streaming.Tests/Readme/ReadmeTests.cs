using System.Diagnostics;
using Streaming.Tests.Proxies;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Readme;

/// <summary>
/// Tests that the commands of README.md and of the guides in docs/ work as they are written, one after another, and a second time in the
/// same folder.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ReadmeTests : IDisposable
{
    // The webhook's receiver gets the message after the publish was acknowledged.
    private const string End = "until grep -q hello \"$WORK/receiver.log\"; do sleep 0.1; done\necho ALL DONE\n";
    private const string Settings = "appsettings.Development.json";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsTheory("bash", "curl", "openssl")]
    [InlineData(2)]
    public async Task Each_command_succeeds(int times)
    {
        CopyProject();
        for (var i = 0; i < times; i++)
        {
            var port = FreePort.Take();
            await RunAsync($"http://localhost:{port}", $"http://localhost:{port}");
        }

        CheckFiles();
    }

    [NeedsTheory("bash", "curl", "openssl")]
    [InlineData("version 2")]
    public async Task Each_command_succeeds_over_TLS_with_HTTP2(string version)
    {
        CopyProject();
        Tls.WriteFiles(_folder.Path, "tls");
        var certificate = Path.Combine(_folder.Path, "tls.crt");
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, ".curlrc"),
            $"cacert = \"{certificate}\"\nwrite-out = \"%{{stderr}}version %{{http_version}}\\n\"\n");
        var address = $"https://localhost:{FreePort.Take()}";
        // SSL_CERT_FILE is for the samples, which are .NET programs.
        var output = await RunAsync(
            address, address, ("CURL_HOME", _folder.Path), ("SSL_CERT_FILE", certificate),
            ("Kestrel__Certificates__Default__Path", certificate),
                ("Kestrel__Certificates__Default__KeyPath", Path.Combine(_folder.Path, "tls.key")));
        output.Should().Contain(version);
        CheckFiles();
    }

    [NeedsTheory("bash", "curl", "openssl", "nginx")]
    [InlineData("live")]
    public async Task Each_command_succeeds_behind_nginx_under_a_path(string path)
    {
        CopyProject();
        var server = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        await using var proxy = await ReverseProxy.StartPathOnlyAsync(server);
        await RunAsync(server.ToString(), new Uri(proxy.Address, path).ToString(), ("Access__Proxies__0", "127.0.0.1"));
        CheckFiles();
    }

    private void CheckFiles()
    {
        File.ReadAllBytes(Path.Combine(_folder.Path, "Streaming.Server", Settings)).Should().Equal(
            File.ReadAllBytes(Path.Combine(Repository.Root, "Streaming.Server", Settings)), "no command changes a file of the repository");
        File.ReadAllText(Path.Combine(_folder.Path, "lobby.csv")).Should().Contain("remember this");
        File.ReadAllText(Path.Combine(_folder.Path, "receiver.log")).Should().Contain("hello");
    }

    // Copies the files of the repository that the commands need: the settings, and the project with the id of the development keys.
    private void CopyProject()
    {
        ReadmeCommands.All.Should().HaveCountGreaterThan(70);
        var project = Directory.CreateDirectory(Path.Combine(_folder.Path, "Streaming.Server")).FullName;
        foreach (var file in new[] { "Streaming.Server.csproj", "appsettings.json", Settings, "Properties/launchSettings.json" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(project, file))!);
            File.Copy(Path.Combine(Repository.Root, "Streaming.Server", file), Path.Combine(project, file));
        }
    }

    /// <param name="listen">The address on which the server listens.</param>
    /// <param name="address">The address that clients use.</param>
    /// <param name="environment">Environment variables for all programs.</param>
    private async Task<string> RunAsync(string listen, string address, params (string Name, string Value)[] environment)
    {
        var (second, third, receiver) = (FreePort.Take(), FreePort.Take(), FreePort.Take());
        var commands = string.Join('\n', ReadmeCommands.All)
            .Replace("http://localhost:5000", address, StringComparison.Ordinal)
            // If the address has the same scheme as in the documents, the commands stay unchanged: curl needs no scheme.
            .Replace("localhost:5000", address.StartsWith("http://localhost:", StringComparison.Ordinal) ? address["http://".Length..]
                : address, StringComparison.Ordinal)
            .Replace("localhost:5001", $"localhost:{second}", StringComparison.Ordinal)
            .Replace("localhost:5002", $"localhost:{third}", StringComparison.Ordinal)
            .Replace("localhost:9000", $"localhost:{receiver}", StringComparison.Ordinal);
        var script = Path.Combine(_folder.Path, "readme.bash");
        await File.WriteAllTextAsync(
            script, $"{await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Streaming.Tests", "Readme", "commands.bash"))}\n" +
                $"{commands}\n{End}");

        var built = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var start = new ProcessStartInfo(
            "bash")
        {
            UseShellExecute = false,
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.ArgumentList.Add(script);
        foreach (var (name, value) in ((string, string)[])
        [
            ("WORK", _folder.Path), ("SERVER", Path.Combine(AppContext.BaseDirectory, "Streaming.Server.dll")),
                ("SAMPLE_FOLDER", Path.Combine(Repository.Root, "samples")),
            ("BUILT", $"bin/{built.Parent!.Name}/{built.Name}"), ("BASE", address), ("RECEIVER", $"{receiver}"),
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_CONTENTROOT", Path.Combine(_folder.Path, "Streaming.Server")),
                ("ASPNETCORE_URLS", listen),
            // The development keys of the user who runs the tests are not changed.
            ("HOME", _folder.Path), ("DOTNET_CLI_HOME", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)),
                ("DOTNET_NOLOGO", "1"),
            .. environment,
        ])
            start.Environment[name] = value;
        using var process = OsProcess.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(4 * TestTimeout.Limit);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        var output = string.Join('\n', await said.OrTimeout());
        process.ExitCode.Should().Be(0, output);
        output.Should().Contain("ALL DONE");
        return output;
    }
}
