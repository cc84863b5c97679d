using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>Tests that the patches with which Streaming.Stress breaks the server on purpose still fit the source.</summary>
public sealed class PlantedFaultTests
{
    private static readonly string s_tool = Path.Combine(Repository.Root, "samples", "tools", "Streaming.Stress");

    public static TheoryData<string> Patches =>
        [.. Directory.GetFiles(Path.Combine(s_tool, "Planted"), "*.patch").Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Patches))]
    public void A_planted_fault_fits_the_source_and_names_a_scenario(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(s_tool, "Planted", name + ".patch"));
        lines.Should().ContainSingle(line => line.StartsWith("Breaks: ", StringComparison.Ordinal));
        var scenario = lines.Single(line => line.StartsWith("Scenario: ", StringComparison.Ordinal))["Scenario: ".Length..];
        scenario.Should().MatchRegex("^[a-z-]+$");
        var source = string.Empty;
        foreach (var hunk in Hunks(lines))
        {
            if (hunk.File is { } file)
                source = File.ReadAllText(Path.Combine(Repository.Root, file)).ReplaceLineEndings("\n");
            else
                source.Should().Contain(hunk.Before, "the patch {0} must fit the source; make it anew", name);
        }
    }

    private static IEnumerable<(string? File, string Before)> Hunks(string[] lines)
    {
        List<string>? before = null;
        foreach (var line in lines)
        {
            var isHunk = line.StartsWith("@@", StringComparison.Ordinal);
            if (before is not null && (isHunk || line.StartsWith("diff ", StringComparison.Ordinal)))
            {
                yield return (null, string.Join('\n', before));
                before = null;
            }

            if (line.StartsWith("--- a/", StringComparison.Ordinal))
                yield return (line["--- a/".Length..], string.Empty);
            else if (isHunk)
                before = [];
            else if (before is not null && line.Length > 0 && line[0] is ' ' or '-')
                before.Add(line[1..]);
        }

        if (before is not null)
            yield return (null, string.Join('\n', before));
    }
}
