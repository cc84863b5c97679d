using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Streaming.Server;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Documentation;

/// <summary>
/// Tests that docs/configuration.md has each setting of the server with its default, and none that does not exist. The test
/// <c>OptionTimesTests</c> checks the defaults of times.
/// </summary>
public sealed partial class ConfigurationTests
{
    // Settings that belong to no options class.
    private static readonly string[] s_others = ["Urls", "PathBase", "ConnectionStrings:Streaming"];

    // Defaults that depend on something else, or that are sentences.
    private static readonly string[] s_described =
    [
        "Access:Open", "Access:Issuers", "Access:Audiences", "Access:Algorithms", "Access:Origins", "Cluster:Name", "Delivery:Loops",
        "DurableSubscriptions:PublicUrl", "Jobs:BlockingThreads", "Jobs:Files", "Jobs:Places:*", "Topics:Policies:*:MaxMessages",
        "Topics:Policies:*:MaxAge", "Topics:Policies:*:Presence",
    ];

    private static readonly Dictionary<string, string> s_documented = ReadPage();
    private static readonly Dictionary<string, (PropertyInfo Property, Type Class)> s_settings = ReadClasses();

    [Fact]
    public void Each_setting_is_documented_and_each_documented_setting_exists() =>
        s_documented.Keys.Should().BeEquivalentTo(s_settings.Keys.Concat(s_others));

    [Fact]
    public void Each_documented_default_is_the_default()
    {
        foreach (var (key, (property, owner)) in s_settings.Where(each => !s_described.Contains(each.Key)))
        {
            var value = property.GetValue(Activator.CreateInstance(owner));
            if (value is not TimeSpan)
                Parse(s_documented[key], value).Should().Be(value is ICollection { Count: 0 } ? null : value, key);
        }
    }

    private static object? Parse(string text, object? value) => text.Trim('`') switch
    {
        "none" => value is string { Length: 0 } ? string.Empty : value is Enum ? Enum.Parse(value.GetType(), "None") : null,
        var word when value is bool => bool.Parse(word),
        var word when value is Enum => Enum.Parse(value.GetType(), word, ignoreCase: true),
        var number when value is double => double.Parse(number, CultureInfo.InvariantCulture),
        var number when value is int or long => Convert.ChangeType(ParseSize(number), value.GetType(), CultureInfo.InvariantCulture),
        var word => word,
    };

    private static long ParseSize(string text)
    {
        var parts = text.Split(' ');
        var unit = parts.Length == 1 ? 0 : parts[1] switch { "KiB" => 10, "MiB" => 20, _ => 0 };
        return long.Parse(parts[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) << unit;
    }

    private static Dictionary<string, string> ReadPage() =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", "configuration.md")).Select(line => Row().Match(line))
            .Where(row => row.Success).ToDictionary(row => Placeholder().Replace(row.Groups["key"].Value, "*"),
                row => row.Groups["default"].Value, StringComparer.Ordinal);

    private static Dictionary<string, (PropertyInfo, Type)> ReadClasses()
    {
        var settings = new Dictionary<string, (PropertyInfo, Type)>(StringComparer.Ordinal);
        var types = typeof(StreamingServer).Assembly.GetTypes().ToLookup(type => type.Name, StringComparer.Ordinal);
        var sections = Repository.ServerSources.Values.SelectMany(source => Section().Matches(source))
            .Select(match => (Class: match.Groups["class"].Value, Name: match.Groups["section"].Value)).Distinct()
            // Two stores have the same section. The properties that both have are documented with the defaults of SQLite.
            .OrderBy(section => section.Class != nameof(SqliteOptions));
        foreach (var (name, section) in sections)
            Add(settings, section, types[name].Single());
        return settings;
    }

    private static void Add(Dictionary<string, (PropertyInfo, Type)> settings, string section, Type type)
    {
        foreach (var property in type.GetProperties())
        {
            var key = $"{section}:{property.Name}";
            // The type of an item, if the setting is a list or a dictionary.
            var item = property.PropertyType.IsInterface ? property.PropertyType.GetGenericArguments()[^1] : null;
            if (item is null && property.SetMethod?.IsPublic != true)
                continue;
            if (property.PropertyType.Assembly == type.Assembly && property.PropertyType.IsClass)
                Add(settings, key, property.PropertyType);
            else if (item?.Assembly == type.Assembly)
                Add(settings, $"{key}:*", item);
            else
                settings.TryAdd(item == typeof(int) ? $"{key}:*" : key, (property, type));
        }
    }

    [GeneratedRegex(@"^\| `(?<key>[^`]+)` \| (?<default>[^|]*) \| ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("""AddSection<(?<class>\w+)>\("(?<section>\w+)"\)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Section();
}
