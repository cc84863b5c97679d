using System.Text.RegularExpressions;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>Which folder of the server may use which other one. Everyone may use Messages and Observability; the files at the root compose, and see all.</summary>
public sealed partial class RoomsOfTheHouseTests
{
    private static readonly string[] s_everyone = ["Messages", "Observability"];

    private static readonly Dictionary<string, string[]> s_mayUse = new(StringComparer.Ordinal)
    {
        ["Messages"] = [],
        ["Observability"] = [],
        ["Hosting"] = ["Access"],
        ["Access"] = [],
        ["Topics"] = ["Access"],
        ["Delivery"] = ["Topics", "Access", "Hosting"],
        ["Publishing"] = ["Topics", "Access", "Hosting"],
        ["Presence"] = ["Publishing", "Topics", "Access"],
        ["Sse"] = ["Topics", "Access", "Hosting", "Delivery"],
        ["Rooms"] = ["Publishing", "Presence", "Topics", "Access", "Hosting", "Delivery"],
        ["Centrifugal"] = ["Publishing", "Presence", "Topics", "Access", "Hosting", "Delivery"],
        ["Hubs"] = ["Publishing", "Presence", "Topics", "Access", "Hosting", "Delivery"],
        ["History"] = ["Topics", "Access", "Hosting"],
        ["Background"] = ["Publishing", "Access", "Hosting"],
        ["Jobs"] = ["Publishing", "Topics", "Access", "Hosting"],
        ["Schedules"] = ["Jobs", "Publishing", "Access"],
        ["Exports"] = ["Jobs", "Topics", "Access"],
        ["Outbound"] = [],
        ["Fetches"] = ["Jobs", "Outbound"],
        ["Webhooks"] = ["Jobs", "Outbound", "Publishing", "Topics", "Access"],
        ["Email"] = ["Jobs", "Access", "Hosting"],
        ["Invitations"] = ["Jobs", "Email", "Publishing", "Access"],
        ["Samples"] = ["Jobs", "Publishing", "Topics"],
        ["OpenApi"] = ["Hosting", "Publishing", "Topics", "Presence", "Background", "Jobs", "Schedules", "Webhooks", "Invitations", "Access"],
        ["Sqlite"] = ["Topics", "Jobs", "Webhooks"],
        ["PostgreSql"] = ["Topics", "Jobs", "Webhooks"],
    };

    public static TheoryData<string> Rooms => [.. Repository.ServerSources.Keys.Where(path => path.Contains('/', StringComparison.Ordinal)).Select(Room).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_what_the_table_allows(string room)
    {
        s_mayUse.Should().ContainKey(room, "a new room has its line in the table");
        var allowed = s_mayUse[room].Concat(s_everyone).Append(room).ToHashSet(StringComparer.Ordinal);

        var broken = Repository.ServerSources
            .Where(source => Room(source.Key) == room)
            .SelectMany(source => Uses(source.Value).Where(used => !allowed.Contains(used)).Select(used => $"{source.Key} uses {used}"));

        broken.Should().BeEmpty();
    }

    [Fact]
    public void The_stores_are_seen_by_nobody_but_the_root()
    {
        foreach (var (room, uses) in s_mayUse)
            uses.Should().NotContain(["Sqlite", "PostgreSql"], $"{room} must not see a store");
    }

    [Fact]
    public void The_test_itself_sees_every_way_to_use_a_room() =>
        Uses("""
            using Streaming.Server.Topics;
            using static Streaming.Server.Rooms.RoomFormat;
            using Log = global::Streaming.Server.Sqlite.SqliteTopicLog;
            // Streaming.Server.Email in a comment is no use, nor is "Streaming.Server.Hubs" in a string.
            namespace Streaming.Server.Sse;
            class A { History.HistoryReader? B; Jobs.Queue C = Access.Token.None; }
            """).Should().BeEquivalentTo("Topics", "Rooms", "Sqlite", "History", "Jobs", "Access");

    private static string Room(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : string.Empty;

    private static IEnumerable<string> Uses(string source)
    {
        var code = NoCode().Replace(source, " ");
        var known = s_mayUse.Keys.ToHashSet(StringComparer.Ordinal);
        var full = FullReference().Matches(Namespace().Replace(code, string.Empty)).Select(match => match.Groups["room"].Value);
        // Inside namespace Streaming.Server.X, a name such as History.HistoryReader is a use of a room too.
        var relative = RelativeReference().Matches(code).Select(match => match.Groups["room"].Value).Where(known.Contains);
        return full.Concat(relative).Distinct(StringComparer.Ordinal);
    }

    // Comments, raw strings, strings and characters.
    [GeneratedRegex("//[^\\n]*|/\\*.*?\\*/|\"{3}.*?\"{3}|@?\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])'", RegexOptions.Singleline, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex NoCode();

    [GeneratedRegex(@"^\s*namespace [^;{]+", RegexOptions.Multiline, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bStreaming\.Server\.(?<room>\w+)", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex FullReference();

    // A type of the room, or a member of a type of it: two names, the second beginning with a capital, and nothing in front that it would be a member of.
    [GeneratedRegex(@"(?<![\w.>)\]])(?<room>\w+)\.[A-Z]\w*", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex RelativeReference();
}
