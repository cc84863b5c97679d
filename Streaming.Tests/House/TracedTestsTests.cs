using System.Text.RegularExpressions;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>
/// Tests that tests which listen to activities run alone: a listener records the activities of the whole process, and so other tests would
/// see messages with traces.
/// </summary>
public sealed partial class TracedTestsTests
{
    [Fact]
    public void A_class_that_listens_to_activities_runs_alone()
    {
        var listening = Directory.EnumerateFiles(Path.Combine(Repository.Root, "Streaming.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToDictionary(file => file, File.ReadAllText).Where(source => Listens().IsMatch(source.Value)).ToList();
        listening.Should().NotBeEmpty();
        listening.Where(source => !source.Value.Contains("\n[Collection(Sequential.Name)]", StringComparison.Ordinal))
            .Select(source => source.Key).Should().BeEmpty();
    }

    [GeneratedRegex(@"\bnew (ActivityListener|Activities)\b|\bTraceReceiver\.StartAsync\(", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Listens();
}
