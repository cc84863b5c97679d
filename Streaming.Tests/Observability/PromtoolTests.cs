using System.Diagnostics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Observability;

/// <summary>Tests that Prometheus accepts the files in samples/monitoring, and that each alert fires when it should.</summary>
[Trait("Category", "Slow")]
public sealed class PromtoolTests
{
    [NeedsTheory("promtool")]
    [InlineData("check rules alerts.yml")]
    [InlineData("test rules alerts.test.yml")]
    [InlineData("check config --syntax-only prometheus.yml")]
    public async Task Promtool_accepts_the_files(string arguments)
    {
        var start = new ProcessStartInfo(Programs.Find("promtool") ?? "promtool", arguments.Split(' '))
        {
            WorkingDirectory = Prometheus.Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var promtool = System.Diagnostics.Process.Start(start)!;
        var texts = await Task.WhenAll(promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync()).OrTimeout();
        await promtool.WaitForExitAsync().OrTimeout();
        promtool.ExitCode.Should().Be(0, string.Concat(texts));
    }
}
