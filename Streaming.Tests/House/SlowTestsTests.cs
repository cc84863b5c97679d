using System.Text.RegularExpressions;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>
/// Tests that slow tests have the category <c>Slow</c>, so that <c>dotnet test --filter Category!=Slow</c> runs the others in less than a
/// minute.
/// </summary>
public sealed partial class SlowTestsTests
{
    private const string Trait = "[Trait(\"Category\", \"Slow\")]";

    private static readonly string[] s_outside = ["House", "Support", "bin", "obj"];

    [Fact]
    public void A_class_whose_tests_start_programs_or_run_alone_is_slow()
    {
        var tests = Path.Combine(Repository.Root, "Streaming.Tests");
        var sources = Directory.EnumerateDirectories(tests).Where(folder => !s_outside.Contains(Path.GetFileName(folder)))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*Tests.cs")).ToDictionary(file => file, File.ReadAllText);
        // At the start of a line: the trait of the class, not of one test.
        var unmarked = sources
            .Where(source => Starts().IsMatch(source.Value) && !source.Value.Contains('\n' + Trait, StringComparison.Ordinal))
            .Select(source => source.Key);
        sources.Should().NotBeEmpty();
        unmarked.Should().BeEmpty("each of them needs {0}", Trait);
    }

    [GeneratedRegex(
        @"\b(Sequential\.Name|Chromium|OpenPage|\w*BrowserFact|Node(Packages|Tool|Reader|Receiver|Fact|Theory)"
        + @"|(Dotnet|Server|Worker)Process|ReverseProxy|ProxyData|ServedServer|CurlScripts|MailServer|FaultyDisk|StartedInProduction"
        + @"|ProcessStartInfo|Process\.Start"
        + @"|Postgres(Fact|Theory|Database|Server|Node)|NeedsPostgres|PgBouncer\w*|ClusterNodes)\b",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Starts();
}
