using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>
/// Tests that the server's own policies are never merged with those of the configuration, and that all active policies are listed.
/// </summary>
public sealed class PolicyTests
{
    [Fact]
    public async Task A_policy_in_the_environment_is_not_merged_with_a_shipped_one()
    {
        await using var server = await StartWithShippedSettingsAsync(
            ("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:MaxAge", "1h"));
        const int Messages = 5_000;
        foreach (var hundred in Enumerable.Range(0, Messages / 100))
            (await server.Client.PostAsync(
                "/topics/room:a/messages", JsonSerializer.Serialize(Enumerable.Range(0, 100).Select(i => new { data = $"{hundred}-{i}" })),
                "application/json")).Dispose();

        await server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<RetentionService>().Single()
            .ApplyAsync(CancellationToken.None).OrTimeout();

        (await server.Client.GetJsonAsync("/topics/room:a")).GetProperty("count").GetInt64().Should().Be(Messages);
    }

    [Fact]
    public async Task The_active_policies_are_listed_in_order_with_their_sources()
    {
        await using var server = await StartWithShippedSettingsAsync(
            ("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:MaxAge", "7d"), ("Topics:Policies:fast:Match", "fast:*"),
                ("Topics:Policies:fast:Store", "memory"));
        var shown = (await server.Client.GetJsonAsync("/policies")).EnumerateArray()
            .Where(policy => !Text(policy, "source")!.StartsWith("Storage:", StringComparison.Ordinal)).ToList();
        shown.Select(policy => (Text(policy, "match"), Text(policy, "source"))).Should().Equal(
            ("room:*", "Topics:Policies:0"), ("fast:*", "Topics:Policies:fast"), ("audit:log", "Audit"), ("system:metrics", "Metrics"),
            ("ticks", "Samples:Ticker"), ("*", "default"));
        Text(shown[0], "maxAge").Should().Be("7d");
        shown[0].GetProperty("maxMessages").ValueKind.Should().Be(JsonValueKind.Null);
        Text(shown[1], "store").Should().Be("memory");
        shown[1].GetProperty("maxMessages").GetInt64().Should().Be(10_000);
        Text(shown[2], "maxAge").Should().Be("90d");
        shown[4].GetProperty("maxMessages").GetInt64().Should().Be(3_600);
    }

    [Fact]
    public async Task The_active_policies_are_logged_at_start()
    {
        await using var server = await StartWithShippedSettingsAsync(
            ("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:MaxAge", "7d"));
        server.Logs.Entries.Select(entry => entry.Text).Should()
            .ContainSingle(text => text.StartsWith("Loaded the topic policies", StringComparison.Ordinal)).Which
            .Should().Contain("room:*: in the log, kept: for 7d (Topics:Policies:0)").And.Contain(
                "ticks: in the log, kept: the newest 3600 messages (Samples:Ticker)")
            .And.Contain("*: in the log, kept without limit (default)");
    }

    [Fact]
    public async Task A_users_policy_has_precedence_over_the_shipped_ones()
    {
        await using var server = await StartWithShippedSettingsAsync(
            ("Topics:Policies:0:Match", "*"), ("Topics:Policies:0:MaxMessages", "7"));
        server.Get<TopicPolicies>().For(new TopicName("ticks")).MaxMessages.Should().Be(7);
        server.Get<TopicPolicies>().For(new TopicName("audit:log")).MaxAge.Should().BeNull();
    }

    // The configuration binder merges lists by index: a list in a settings file of the server would mix with the user's list.
    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("appsettings.Development.json")]
    public void No_settings_file_of_the_server_contains_a_list(string file)
    {
        var settings = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "Streaming.Server", file))).RootElement;
        // The tool 'dotnet user-jwts' writes this list, and ASP.NET Core reads it.
        Lists(settings, string.Empty).Should().BeSubsetOf([":Authentication:Schemes:Bearer:ValidAudiences"]);
    }

    private static IEnumerable<string> Lists(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Array => [path],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Lists(property.Value, $"{path}:{property.Name}")),
        _ => [],
    };

    // These settings override appsettings.json, as environment variables do.
    private static Task<TestServer> StartWithShippedSettingsAsync(params (string Key, string Value)[] settings)
    {
        var shipped = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten(JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "Streaming.Server", "appsettings.json"))).RootElement,
            null);
        shipped.Remove("Urls");
        foreach (var (key, value) in settings)
            shipped[key] = value;
        return TestServer.StartAsync([.. shipped.Select(each => (each.Key, each.Value))]);

        void Flatten(JsonElement element, string? path)
        {
            var parts = element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().Select(property => (property.Name, property.Value)),
                JsonValueKind.Array => element.EnumerateArray().Select((item, index) => ($"{index}", item)),
                _ => [],
            };
            if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                shipped[path!] = element.ToString();
            foreach (var (name, value) in parts)
                Flatten(value, path is null ? name : $"{path}:{name}");
        }
    }

    private static string? Text(JsonElement policy, string property) => policy.GetProperty(property).GetString();
}
