using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Two nodes on one database, of which one has a clock that is five minutes ahead.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterClockTests : TestsWithPostgres
{
    private static readonly TimeSpan s_ahead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_tolerance = TimeSpan.FromSeconds(30);

    [PostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_whose_clock_is_ahead_deletes_no_topic_before_its_time(bool isSetLater)
    {
        var clock = new ShiftedTime(isSetLater ? TimeSpan.Zero : s_ahead);
        await using var right = await TestServer.StartAsync(Database.Settings);
        await using var ahead = await StartAsync(clock);
        clock.Shift = s_ahead;
        string[] topics = ["read", "published", "untouched"];
        foreach (var topic in topics)
        {
            using var created = await PutAsync(right, topic, $$"""{"expiresAt":"{{Utc(TimeSpan.FromMinutes(2)):O}}"}""");
            created.StatusCode.Should().Be(HttpStatusCode.Created);
            await right.Client.PublishAsync(topic, "kept");
        }

        var epochs = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var topic in topics)
            epochs[topic] = (await StateAsync(right, topic)).GetProperty("epoch").GetString();
        (await StateAsync(ahead, "read")).GetProperty("epoch").GetString().Should().Be(epochs["read"]);
        await ahead.Client.PublishAsync("published", "second");
        await ahead.Get<RetentionService>().ApplyAsync(CancellationToken.None).OrTimeout();

        foreach (var topic in topics)
        {
            var state = await StateAsync(right, topic);
            state.GetProperty("epoch").GetString().Should().Be(epochs[topic], topic);
            state.GetProperty("count").GetInt64().Should().Be(topic == "published" ? 2 : 1, topic);
        }
    }

    [PostgresFact]
    public async Task A_node_whose_clock_is_ahead_keeps_messages_for_their_whole_age()
    {
        await using var ahead = await StartAsync(
            new ShiftedTime(s_ahead), ("Topics:Policies:0:Match", "news"), ("Topics:Policies:0:MaxAge", "00:02:00"));
        await ahead.Client.PublishAsync("news", "first");
        await ahead.Client.PublishAsync("news", "second");

        await ahead.Get<RetentionService>().ApplyAsync(CancellationToken.None).OrTimeout();

        (await StateAsync(ahead, "news")).GetProperty("count").GetInt64().Should().Be(2);
    }

    [PostgresFact]
    public async Task A_node_whose_clock_is_ahead_computes_expiry_and_due_times_by_the_clock_of_the_database()
    {
        await using var ahead = await StartAsync(new ShiftedTime(s_ahead));

        using var fixedEnd = await PutAsync(ahead, "fixed", $$"""{"expiresAt":"{{Utc(TimeSpan.FromMinutes(1)):O}}"}""");
        fixedEnd.StatusCode.Should().Be(HttpStatusCode.Created);
        using var idle = await PutAsync(ahead, "idle", """{"timeToLive":"1m"}""");
        IsSoon((await StateAsync(ahead, "idle")).GetProperty("expires"), TimeSpan.FromMinutes(1));

        using var job = await ahead.Client.PostAsync(
            "/jobs", new StringContent("""{"type":"retention","arguments":{},"delay":"1m"}""", null, "application/json")).OrTimeout();
        IsSoon((await JsonAsync(job)).GetProperty("due"), TimeSpan.FromMinutes(1));
        using var later = await ahead.Client.PostAsync("/topics/news/messages?delay=1m", new StringContent("x")).OrTimeout();
        IsSoon((await JsonAsync(later)).GetProperty("due"), TimeSpan.FromMinutes(1));
    }

    [PostgresFact]
    public async Task A_node_warns_that_its_clock_differs_from_the_clock_of_the_database()
    {
        await using var ahead = await StartAsync(new ShiftedTime(s_ahead));

        ahead.Logs.Entries.Should().ContainSingle(entry => entry.Level == LogLevel.Warning && entry.Text.Contains("(NTP)"));
    }

    private static void IsSoon(JsonElement time, TimeSpan after) =>
        time.GetDateTime().Should().BeCloseTo(Utc(after).UtcDateTime, s_tolerance);

    private static DateTimeOffset Utc(TimeSpan after) => TimeProvider.System.GetUtcNow() + after;

    private static Task<JsonElement> StateAsync(TestServer node, string topic) => node.Client.GetJsonAsync($"/topics/{topic}").OrTimeout();

    private static Task<HttpResponseMessage> PutAsync(TestServer node, string topic, string body) =>
        node.Client.PutAsync($"/topics/{topic}", new StringContent(body, null, "application/json")).OrTimeout();

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        response.IsSuccessStatusCode.Should().BeTrue(await response.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    private Task<TestServer> StartAsync(ShiftedTime clock, params (string Key, string Value)[] settings) => TestServer.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(new PostgresqlClock(clock)), folder: null,
        [.. Database.Settings, .. settings]);
}
