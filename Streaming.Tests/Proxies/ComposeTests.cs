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

    [Fact]
    public async Task The_nodes_of_nginx_are_those_of_the_compose_file()
    {
        var compose = await File.ReadAllTextAsync(Path.Combine(s_folder, "nodes.yaml"));
        foreach (var node in (string[])["node1", "node2", "node3"])
            compose.Should().Contain($"\n  {node}:\n    <<: *node\n");
        compose.Should().Contain("./nginx.conf:").And.Contain("Storage__Provider: postgresql").And
            .Contain("ASPNETCORE_HTTP_PORTS: \"8080\"");
    }
}
