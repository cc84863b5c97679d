using System.Diagnostics;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Proxies;

/// <summary>The example of three nodes in <c>samples/compose</c>.</summary>
[Trait("Category", "Slow")]
public sealed class ComposeTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "samples", "compose");

    [NginxFact]
    public async Task The_configuration_of_nginx_is_valid()
    {
        using var folder = new TemporaryFolder();
        var site = await File.ReadAllTextAsync(Path.Combine(s_folder, "nginx.conf"));
        // The names of the nodes exist only in the network of the containers.
        foreach (var node in (string[])["node1", "node2", "node3"])
        {
            site.Should().Contain($"server {node}:8080;");
            site = site.Replace($"server {node}:8080;", $"server 127.0.0.{node[^1]}:8080;", StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "nginx.conf"), $"pid {folder.Path}/nginx.pid;\nevents {{ }}\nhttp {{\n{site}\n}}\n");
        var start = new ProcessStartInfo(Programs.Find("nginx")!, ["-t", "-p", folder.Path, "-e", "stderr", "-c", "nginx.conf"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var nginx = OsProcess.Start(start)!;
        var said = await nginx.StandardError.ReadToEndAsync().OrTimeout();
        await nginx.WaitForExitAsync().OrTimeout();
        nginx.ExitCode.Should().Be(0, said);
    }

    [NeedsTheory(ProxyProgram.Caddy)]
    [InlineData("Caddyfile")]
    public async Task The_configuration_of_Caddy_is_valid(string file)
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(
            Programs.Find(ProxyProgram.Caddy)!, ["validate", "--adapter", "caddyfile", "--config", Path.Combine(s_folder, file)])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = start.Environment["XDG_DATA_HOME"] = start.Environment["XDG_CONFIG_HOME"] = folder.Path;
        using var caddy = OsProcess.Start(start)!;
        var output = await caddy.StandardError.ReadToEndAsync().OrTimeout();
        await caddy.WaitForExitAsync().OrTimeout();
        caddy.ExitCode.Should().Be(0, output);
    }
}
