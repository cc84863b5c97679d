using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Packages;

/// <summary>Tests the units of the Debian package with systemd's own checks.</summary>
[Trait("Category", "Slow")]
public sealed partial class UnitFileTests
{
    // systemd rates a unit without any protection with 9.6, and calls everything below 2 "OK".
    private const double HighestExposure = 1.4;

    [NeedsTheory("systemd-analyze")]
    [InlineData("streaming.service")]
    [InlineData("streaming-worker@.service")]
    public async Task A_unit_allows_the_process_little(string unit)
    {
        var output = await AnalyzeAsync("security", "--offline=true", "--no-pager", PathOf(unit));
        var exposure = Exposure().Match(output);
        exposure.Success.Should().BeTrue(output);
        double.Parse(exposure.Groups["level"].Value, CultureInfo.InvariantCulture).Should().BeLessThanOrEqualTo(HighestExposure, output);
    }

    [Fact]
    public void Both_units_have_the_same_protection()
    {
        Protection("streaming.service").Should().NotBeEmpty().And.Equal(Protection("streaming-worker@.service"));

        static List<string> Protection(string unit) => [.. File.ReadLines(PathOf(unit))
            .SkipWhile(line => !line.StartsWith("# What the server may do", StringComparison.Ordinal))
            .Where(line => line.Contains('=', StringComparison.Ordinal))];
    }

    private static string PathOf(string unit) => Path.Combine(Repository.Root, "packaging", "debian", "files", unit);

    private static async Task<string> AnalyzeAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Programs.Find("systemd-analyze")!, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = OsProcess.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync().OrTimeout();
        await process.WaitForExitAsync().OrTimeout();
        return output;
    }

    [GeneratedRegex(@"Overall exposure level for \S+: (?<level>[\d.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Exposure();
}
