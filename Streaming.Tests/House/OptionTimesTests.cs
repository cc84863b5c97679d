using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Text;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>
/// Tests the times in the configuration: each accepts the same forms, and a number without a unit has the unit in the tables of README.md
/// and docs.
/// </summary>
public sealed partial class OptionTimesTests
{
    // Nested options classes, with the key of each in its section.
    private static readonly Dictionary<string, string> s_sections = new(StringComparer.Ordinal)
    {
        ["TopicOptions"] = "Topics",
        ["MetricsOptions"] = "Metrics",
        ["SqliteOptions"] = "Storage",
        ["PostgresqlOptions"] = "Storage",
        ["ClusterOptions"] = "Cluster",
        ["PresenceOptions"] = "Presence",
        ["InvitationOptions"] = "Invitations",
        ["RoomOptions"] = "Rooms",
        ["AccessOptions"] = "Access",
        ["LimitOptions"] = "Access:Limits",
        ["BackgroundOptions"] = "Background",
        ["JobOptions"] = "Jobs",
        ["OutboundOptions"] = "Outbound",
        ["BreakerOptions"] = "Outbound:Breaker",
        ["WebhookOptions"] = "Webhooks",
        ["DurableSubscriptionOptions"] = "DurableSubscriptions",
        ["CentrifugalOptions"] = "Centrifugal",
        ["DeliveryOptions"] = "Delivery",
        ["StreamHubOptions"] = "Hubs",
        ["PublishingOptions"] = "Publishing",
        ["SseOptions"] = "Sse",
        ["DurableStreamOptions"] = "DurableStreams",
        ["EmailOptions"] = "Email",
    };

    // Options that are set in code, such as JobTypeOptions, have no section.
    private static readonly List<PropertyInfo> s_times =
    [
        .. typeof(Duration).Assembly.GetTypes().Where(type => s_sections.ContainsKey(type.Name)).SelectMany(type => type.GetProperties())
            .Where(property => property.PropertyType == typeof(TimeSpan) && property.SetMethod?.IsPublic == true),
    ];

    [Fact]
    public void Every_time_has_a_range_with_a_unit() =>
        s_times.Where(time => time.GetCustomAttribute<DurationRangeAttribute>() is null).Should().BeEmpty();

    [Fact]
    public void Every_options_class_that_has_a_range_of_time_has_its_section_here() =>
        typeof(Duration).Assembly.GetTypes()
            .Where(type => type.GetProperties().Any(property => property.GetCustomAttribute<DurationRangeAttribute>() is not null))
            .Select(type => type.Name).Should().BeSubsetOf(s_sections.Keys);

    [Fact]
    public void The_documents_show_each_default_and_its_number_without_a_unit_means_the_same()
    {
        var documented = ReadTable();
        foreach (var time in s_times)
        {
            var key = $"{s_sections[time.DeclaringType!.Name]}:{time.Name}";
            documented.Should().ContainKey(key);
            var expected = (TimeSpan)time.GetValue(Activator.CreateInstance(time.DeclaringType!))!;
            Duration.TryParse(documented[key], out var shown).Should().BeTrue($"{key} is shown as '{documented[key]}'");
            shown.Should().Be(expected, $"that is the default of {key}");
            Duration.TryParse(documented[key].Split(' ')[0], out var bare, time.GetCustomAttribute<DurationRangeAttribute>()!.Unit).Should()
                .BeTrue(key);
            bare.Should().Be(expected, $"a number without a unit is in the unit of the documentation for {key}");
        }
    }

    [Theory]
    [InlineData("2s")]
    [InlineData("2 s")]
    [InlineData("00:00:02")]
    [InlineData("0.00:00:02")]
    [InlineData("2000ms")]
    public async Task Every_section_accepts_times_in_all_documented_forms(string text)
    {
        var limits = s_times.Where(time => Within(time, TimeSpan.FromSeconds(2))).ToList();
        // A time that must be longer or shorter than another time keeps its default.
        limits.RemoveAll(time => time.Name is "MaxBackoff" or "Backoff");
        // The server runs on SQLite; one section cannot be that of two stores.
        limits.RemoveAll(time => time.DeclaringType == typeof(PostgresqlOptions));
        await using var server = await TestServer.StartAsync(
            [TestStore.Sqlite, .. limits.Select(time => ($"{s_sections[time.DeclaringType!.Name]}:{time.Name}", text))]);
        foreach (var time in limits.Where(time => !s_sections[time.DeclaringType!.Name].Contains(':', StringComparison.Ordinal)))
        {
            var options = server.Services.GetRequiredService(typeof(IOptions<>).MakeGenericType(time.DeclaringType!));
            time.GetValue(options.GetType().GetProperty("Value")!.GetValue(options)).Should().Be(TimeSpan.FromSeconds(2), time.Name);
        }
    }

    private static bool Within(PropertyInfo time, TimeSpan value) => time.GetCustomAttribute<DurationRangeAttribute>()!.IsValid(value);

    private static Dictionary<string, string> ReadTable()
    {
        var defaults = new Dictionary<string, string>(StringComparer.Ordinal);
        var pages = ((string[])["README.md", "docs/configuration.md", "docs/operating.md"])
            .Select(page => Path.Combine(Repository.Root, page)).Where(File.Exists);
        foreach (var row in pages.SelectMany(File.ReadLines).Select(line => Row().Match(line)).Where(row => row.Success))
        {
            var keys = Key().Matches(row.Groups["keys"].Value).Select(match => match.Groups["key"].Value).ToList();
            var values = row.Groups["defaults"].Value.Split(", ");
            var section = keys[0][..(keys[0].LastIndexOf(':') + 1)];
            for (var i = 0; i < keys.Count && i < values.Length; i++)
                defaults[(keys[i].Contains(':', StringComparison.Ordinal) ? string.Empty : section) + keys[i]] = values[i].Trim();
        }

        return defaults;
    }

    [GeneratedRegex(@"^\| (?<keys>`[A-Za-z]+:[^|]*) \| (?<defaults>[^|]*) \|", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<key>[^`]+)`", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Key();
}
