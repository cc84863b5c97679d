using System.Diagnostics;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Proxies;

/// <summary>Tests that the configurations for several nodes in docs/proxies.md are valid.</summary>
[Trait("Category", "Slow")]
public sealed class SeveralNodesTests
{
    private const string Fence = "\n```";

    private static readonly Uri s_server = new("http://127.0.0.1:5000");

    [NeedsFact(ProxyProgram.Haproxy)]
    public async Task The_configuration_of_haproxy_is_valid()
    {
        using var folder = new TemporaryFolder();
        Tls.WriteFiles(folder.Path, "streaming");
        var sample = await ProxyProgram.Of(ProxyProgram.Haproxy).ConfigureAsync(folder.Path, s_server, FreePort.Take(), FreePort.Take());
        var file = Path.Combine(folder.Path, "haproxy.cfg");
        const string Backend = "backend streaming\n";
        await File.WriteAllTextAsync(file, sample[..sample.IndexOf($"\n{Backend}", StringComparison.Ordinal)] + $"\n{Block(Backend)}\n");
        await CheckAsync(ProxyProgram.Haproxy, folder, "-c", "-f", file);
    }

    [NeedsFact(ProxyProgram.Caddy)]
    public async Task The_configuration_of_Caddy_is_valid()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "Caddyfile");
        await File.WriteAllTextAsync(file, $":{FreePort.Take()} {{\n{Block("reverse_proxy 10.0.0.11")}\n}}\n");
        await CheckAsync(ProxyProgram.Caddy, folder, "validate", "--adapter", "caddyfile", "--config", file);
    }

    // Returns the code block of the page that begins with the text.
    private static string Block(string beginning)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "proxies.md"));
        var start = page.IndexOf($"{Fence}\n{beginning}", StringComparison.Ordinal) + Fence.Length + 1;
        start.Should().BeGreaterThan(Fence.Length, "the page has this block");
        return page[start..page.IndexOf(Fence, start, StringComparison.Ordinal)];
    }

    private static async Task CheckAsync(string program, TemporaryFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Programs.Find(program)!, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["HOME"] = start.Environment["XDG_DATA_HOME"] = start.Environment["XDG_CONFIG_HOME"] = folder.Path;
        using var process = OsProcess.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().OrTimeout();
        process.ExitCode.Should().Be(0, $"{await output}{await errors}");
    }
}
