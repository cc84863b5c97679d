using System.Reflection;
using System.Text.RegularExpressions;
using Streaming.Server;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>Tests that the classes and members named in the documents about the code exist.</summary>
public sealed partial class DocumentedNamesTests
{
    private static readonly string[] s_platformNames =
        ["BroadcastChannel", "EventSource", "HttpClient", "ProducesResponseType", "SharedWorker", "TimeProvider"];

    private static readonly HashSet<string> s_names =
        [.. s_platformNames, .. NamesOf(typeof(StreamingServer).Assembly), .. NamesOf(typeof(Streaming.Testing.StreamingTesting).Assembly),
        .. NamesOf(typeof(DocumentedNamesTests).Assembly),
        .. NamesOfPage(), .. NamesOfFolders()];

    [Theory]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CONTRIBUTING.md")]
    public void A_name_in_a_document_exists(string document)
    {
        var text = CodeBlock().Replace(File.ReadAllText(Path.Combine(Repository.Root, document)), string.Empty);

        var names = CodeName().Matches(text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();

        names.Should().NotBeEmpty();
        names.Where(name => !Exists(name)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("TopicRegistry", true)]
    [InlineData("TopicRegistry.SubscribeAsync", true)]
    [InlineData("TopicRegistry.SubscribeTwiceAsync", false)]
    public void The_test_finds_names_that_do_not_exist(string name, bool exists) => Exists(name).Should().Be(exists);

    private static bool Exists(string name) => name.Split('.').All(s_names.Contains);

    private static IEnumerable<string> NamesOf(Assembly assembly)
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        foreach (var type in assembly.GetTypes())
        {
            yield return type.Name.Split('`')[0];
            if (type.Name.EndsWith("Attribute", StringComparison.Ordinal))
                yield return type.Name[..^"Attribute".Length];
            foreach (var part in type.Namespace?.Split('.') ?? [])
                yield return part;
            foreach (var member in type.GetMembers(All))
                yield return member.Name;
        }
    }

    private static IEnumerable<string> NamesOfPage() => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "wwwroot"), "*.js", SearchOption.AllDirectories)
        .SelectMany(file => PageClass().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value));

    private static IEnumerable<string> NamesOfFolders() =>
        Directory.EnumerateDirectories(Repository.Root).SelectMany(folder => Path.GetFileName(folder).Split('.'));

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex CodeBlock();

    // `LogWriter`, `JobJson.ReadBody`, `[Download]`, `AddTopics()`; not `HEAD`, `Access:Limits` or `wwwroot/js`.
    [GeneratedRegex(@"`\[?(?<name>[A-Z]+[a-z]\w*(\.[A-Z]\w*)*)(\(\)|<\w+>)?\]?`", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000)]
    private static partial Regex CodeName();

    [GeneratedRegex(@"\bclass (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex PageClass();
}
