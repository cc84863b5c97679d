using System.Text.RegularExpressions;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>
/// Tests that each area of the server uses only the areas that the table in ARCHITECTURE.md allows. Hosting and the files at the root
/// compose the server, and may use all areas.
/// </summary>
public sealed partial class AreasTests
{
    private const string All = "all";

    // Each area uses only areas above its line in the table.
    private static readonly Dictionary<string, string[]> s_mayUse = ReadTable();

    public static TheoryData<string> Areas => [.. AllAreas()];

    private static IEnumerable<string> AllAreas() =>
        Repository.ServerSources.Keys.Select(AreaOf).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Areas))]
    public void An_area_uses_only_what_the_table_allows(string area)
    {
        s_mayUse.Should().ContainKey(area, "each area has a line in the table of ARCHITECTURE.md");
        if (s_mayUse[area] is [All])
            return;
        var allowed = s_mayUse[area].Append(area).ToHashSet(StringComparer.Ordinal);

        var broken = Repository.ServerSources
            .Where(source => AreaOf(source.Key) == area)
            .SelectMany(source => Uses(source.Value).Where(used => !allowed.Contains(used)).Select(used => $"{source.Key} uses {used}"));

        broken.Should().BeEmpty();
    }

    [Fact]
    public void The_table_names_the_areas_that_exist() => s_mayUse.Keys.Should().BeEquivalentTo(AllAreas());

    [Fact]
    public void No_areas_use_each_other_circularly()
    {
        var order = s_mayUse.Keys.ToList();
        foreach (var (area, uses) in s_mayUse.Where(line => line.Value is not [All]))
            uses.Should().NotContain(
                used => order.IndexOf(used) >= order.IndexOf(area), $"'{area}' may use only areas above it in the table");
    }

    [Fact]
    public void Only_the_root_and_Hosting_use_a_store() =>
        s_mayUse.Where(line => line.Value.Contains("Storage", StringComparer.Ordinal)).Should().BeEmpty();

    [Fact]
    public void The_files_at_the_root_use_each_other_in_one_direction()
    {
        var root = Repository.ServerSources.Where(source => AreaOf(source.Key) is null)
            .ToDictionary(source => Path.GetFileNameWithoutExtension(source.Key), source => WithoutText().Replace(source.Value, " "));
        var uses = root.ToDictionary(
            file => file.Key, file =>
            root.Keys.Where(other => other != file.Key
            && Regex.IsMatch(file.Value, $@"\b(?:{other}|Add{other})\b", RegexOptions.None, TimeSpan.FromSeconds(5))).ToList());
        while (uses.FirstOrDefault(file => file.Value.TrueForAll(used => !uses.ContainsKey(used))).Key is { } independent)
            uses.Remove(independent);
        uses.Should().BeEmpty("each of these files is part of a circular reference or uses one");
    }

    [Fact]
    public void The_test_finds_every_form_of_a_reference_to_an_area() =>
        Uses("""
            using Streaming.Server.Core.Topics;
            using static Streaming.Server.Rooms.RoomName;
            using Log = global::Streaming.Server.Storage.Sqlite.SqliteTopicLog;
            // "Streaming.Server.Outbound" in a comment is no reference, and neither is "Streaming.Server.Http" in a string.
            namespace Streaming.Server.Transports.Sse;
            class A { Fanout.Direct.DirectConnection? B; Jobs.Job C = Access.Tokens.None; }
            """).Should().BeEquivalentTo("Core", "Rooms", "Storage", "Fanout", "Jobs", "Access");

    private static string? AreaOf(string path) => path.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 ? path[..slash] : null;

    private static Dictionary<string, string[]> ReadTable() => File.ReadLines(Path.Combine(Repository.Root, "ARCHITECTURE.md"))
        .SkipWhile(line => line != "## Areas").SkipWhile(line => !line.StartsWith("|--", StringComparison.Ordinal)).Skip(1)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(row => row[0].Trim('`'), row => row[2] == "–" ? [] : row[2].Split(", "), StringComparer.Ordinal);

    private static IEnumerable<string> Uses(string source)
    {
        var code = WithoutText().Replace(source, " ");
        var full = FullReference().Matches(Namespace().Replace(code, string.Empty)).Select(match => match.Groups["area"].Value);
        // Inside a namespace of the server, a name such as Fanout.Direct.DirectConnection is a reference to an area too.
        var relative = RelativeReference().Matches(code).Select(match => match.Groups["area"].Value);
        return full.Concat(relative).Where(s_mayUse.ContainsKey).Distinct(StringComparer.Ordinal);
    }

    // Removes comments, raw strings, strings and characters.
    [GeneratedRegex("//[^\\n]*|/\\*.*?\\*/|\"{3}.*?\"{3}|@?\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])'", RegexOptions.Singleline,
        matchTimeoutMilliseconds: 5_000)]
    private static partial Regex WithoutText();

    [GeneratedRegex(@"^\s*namespace [^;{]+", RegexOptions.Multiline, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bStreaming\.Server\.(?<area>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex FullReference();

    // Finds a namespace or type of an area: two names, the second with a capital letter, that are not members of another name.
    [GeneratedRegex(@"(?<![\w.>)\]])(?<area>\w+)\.[A-Z]\w*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex RelativeReference();
}
