using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Readme;

/// <summary>The commands of README.md work as they are written, one after the other, and when all are done once more in the same folder.</summary>
public sealed class ReadmeTests : IDisposable
{
    // The receiver is told after the publish is answered.
    private const string End = "until grep -q hello \"$WORK/receiver.log\"; do sleep 0.1; done\necho ALL DONE\n";
    private const string Settings = "appsettings.Development.json";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsTheory("bash", "curl", "openssl")]
    [InlineData(2)]
    public async Task Each_command_ends_well(int times)
    {
        ReadmeCommands.All.Should().HaveCountGreaterThan(25);
        CopyProject();
        for (var i = 0; i < times; i++)
            await RunAsync();

        File.ReadAllBytes(Path.Combine(_folder.Path, "Streaming.Server", Settings)).Should().Equal(
            File.ReadAllBytes(Path.Combine(Repository.Root, "Streaming.Server", Settings)), "no command changes a file of the repository");
        File.ReadAllText(Path.Combine(_folder.Path, "lobby.csv")).Should().Contain("remember this");
        File.ReadAllText(Path.Combine(_folder.Path, "receiver.log")).Should().Contain("hello");
    }

    // What the commands need of a clone: the settings, and what names the place of the development keys.
    private void CopyProject()
    {
        var project = Directory.CreateDirectory(Path.Combine(_folder.Path, "Streaming.Server")).FullName;
        foreach (var file in new[] { "Streaming.Server.csproj", "appsettings.json", Settings, "Properties/launchSettings.json" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(project, file))!);
            File.Copy(Path.Combine(Repository.Root, "Streaming.Server", file), Path.Combine(project, file));
        }
    }

    private async Task RunAsync()
    {
        var (port, second, receiver) = (FreePort(), FreePort(), FreePort());
        var commands = string.Join('\n', ReadmeCommands.All)
            .Replace("localhost:5000", $"localhost:{port}", StringComparison.Ordinal)
            .Replace("localhost:5001", $"localhost:{second}", StringComparison.Ordinal)
            .Replace("localhost:9000", $"localhost:{receiver}", StringComparison.Ordinal);
        var script = Path.Combine(_folder.Path, "readme.bash");
        await File.WriteAllTextAsync(script, $"{await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Streaming.Tests", "Readme", "commands.bash"))}\n{commands}\n{End}");

        var built = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(script);
        foreach (var (name, value) in new (string, string)[]
        {
            ("WORK", _folder.Path), ("SERVER", Path.Combine(AppContext.BaseDirectory, "Streaming.Server.dll")), ("SAMPLE_FOLDER", Path.Combine(Repository.Root, "samples")),
            ("BUILT", $"bin/{built.Parent!.Name}/{built.Name}"), ("PORT", $"{port}"), ("RECEIVER", $"{receiver}"),
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_CONTENTROOT", Path.Combine(_folder.Path, "Streaming.Server")), ("ASPNETCORE_URLS", $"http://localhost:{port}"),
            // The development keys of whoever runs the tests are left alone.
            ("HOME", _folder.Path), ("DOTNET_CLI_HOME", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)), ("DOTNET_NOLOGO", "1"),
        })
            start.Environment[name] = value;
        using var process = OsProcess.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience.Limit + Patience.Limit);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        var output = string.Join('\n', await said.OrTimeout());
        process.ExitCode.Should().Be(0, output);
        output.Should().Contain("ALL DONE");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
