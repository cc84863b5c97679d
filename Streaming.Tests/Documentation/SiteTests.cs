using System.Diagnostics;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Documentation;

/// <summary>Tests that the script in docs/site builds a site from all documents, without links that lead nowhere.</summary>
[Trait("Category", "Slow")]
public sealed class SiteTests
{
    [NodeFact(NodePackages.Site)]
    public async Task The_site_has_each_guide_with_navigation_and_search_and_no_dead_link()
    {
        // The build ends with an error if a page links to a page or file that does not exist.
        await BuildAsync();

        var site = Path.Combine(NodePackages.PathOf(NodePackages.Site), "dist");
        foreach (var guide in Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md"))
            File.Exists(Path.Combine(site, Path.GetFileNameWithoutExtension(guide) + ".html")).Should().BeTrue(guide);
        (await File.ReadAllTextAsync(Path.Combine(site, "index.html"))).Should().Contain("getting-started.html").And.Contain("Search");
    }

    private static async Task BuildAsync()
    {
        var start = new ProcessStartInfo("node", ["build.mjs"])
        {
            UseShellExecute = false,
            WorkingDirectory = NodePackages.Require(NodePackages.Site),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = OsProcess.Start(start)!;
        try
        {
            var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(3 * TestTimeout.Limit);
            process.ExitCode.Should().Be(0, string.Concat(await output));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
