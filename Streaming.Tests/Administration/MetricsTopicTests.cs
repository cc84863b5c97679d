using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Administration.Metrics;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Administration;

/// <summary>The topic <c>system:metrics</c>, to which the server publishes its metrics.</summary>
public sealed class MetricsTopicTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2027, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_message_describes_the_traffic_since_the_previous_one()
    {
        await using var server = await StartAsync();
        await using var metrics = await EventStream.OpenAsync(server.Client, "/topics/system:metrics/events");
        await using var stream = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        await using var ann = await RoomClient.JoinAsync(server, "lobby", "name=Ann");
        for (var i = 0; i < 50; i++)
            await server.Client.PublishAsync("news", "x");
        await stream.TakeAsync(50);
        using var refused = await server.Client.GetAsync("/topics?limit=0").OrTimeout();

        var message = await NextAsync(metrics);

        message.GetProperty("time").GetDateTime().Should().Be(_clock.GetUtcNow().UtcDateTime);
        message.GetProperty("node").GetString().Should().Be("n1");
        // 50 messages, the join of Ann and the one of the occupied room, in 5 seconds.
        message.GetProperty("in").GetDouble().Should().BeApproximately(52 / 5d, 0.01);
        message.GetProperty("out").GetDouble().Should().BeGreaterThanOrEqualTo(10);
        message.GetProperty("connections").ToString().Should().Be("""{"sse":2,"websocket":1}""");
        message.GetProperty("append").GetProperty("batches").GetDouble().Should().BeGreaterThan(0);
        message.GetProperty("append").GetProperty("size").GetDouble().Should().BeGreaterThanOrEqualTo(1);
        message.GetProperty("slow").GetInt32().Should().Be(0);
        message.GetProperty("gaps").GetInt64().Should().Be(0);
        message.GetProperty("refused").GetDouble().Should().BeApproximately(0.2, 0.01);
        message.GetProperty("webhooks").ToString().Should().Be("""{"failing":0,"behind":0}""");
        message.GetProperty("process").GetProperty("memory").GetInt64().Should().BeGreaterThan(1 << 20);
        message.GetProperty("process").GetProperty("uptime").GetDouble().Should().Be(5);
        foreach (var name in (string[])["publish", "delivery"])
            message.GetProperty(name).EnumerateObject().Select(each => each.Name).Should().Equal("p50", "p99");
        message.GetProperty("store").EnumerateObject().Select(each => each.Name).Should().Equal("bytes", "wal", "topics");
        message.GetProperty("jobs").EnumerateObject().Select(each => each.Name).Should().Equal(
            "queued", "running", "failed", "perSecond", "oldestDue");
        var quiet = await NextAsync(metrics);
        quiet.GetProperty("in").GetDouble().Should().BeLessThan(1, "only the metrics themselves were published");
    }

    [Fact]
    public void Percentiles_of_durations_are_in_milliseconds_and_those_of_no_duration_are_unknown()
    {
        var durations = new DurationMeasure();
        durations.Take().Should().Be((null, null));
        for (var i = 1; i <= 1_000; i++)
            durations.Add(i / 1_000d, []);

        var (median, highest) = durations.Take();

        median.Should().BeApproximately(500, 40);
        highest.Should().BeApproximately(990, 70);
        durations.Take().Should().Be((null, null), "they were taken");
        foreach (var seconds in (double[])[0, 0.000_003, double.MaxValue])
            durations.Add(seconds, []);
        durations.Take().P50.Should().Be(0.003);
    }

    [Fact]
    public async Task The_messages_are_kept_for_three_days_unless_the_configuration_has_a_policy()
    {
        await using var shipped = await StartAsync();
        await using var configured = await StartAsync(
            ("Topics:Policies:0:Match", "system:metrics"), ("Topics:Policies:0:MaxAge", "1h"));
        foreach (var (server, kept) in ((TestServer, string)[])[(shipped, "3d"), (configured, "1h")])
        {
            var policy = (await server.Client.GetJsonAsync("/policies")).EnumerateArray().First(
                each => each.GetProperty("match").GetString() == "system:metrics");
            policy.GetProperty("maxAge").GetString().Should().Be(kept);
        }
    }

    [Fact]
    public async Task Retention_deletes_messages_of_the_topic_that_are_older()
    {
        await using var server = await StartAsync();
        await using var metrics = await EventStream.OpenAsync(server.Client, "/topics/system:metrics/events");
        await NextAsync(metrics);
        await server.Client.PublishAsync("news", "kept");
        _clock.Advance(TimeSpan.FromDays(4));
        await metrics.NextAsync();

        await server.Get<RetentionService>().ApplyAsync(CancellationToken.None).OrTimeout();

        (await server.Client.GetJsonAsync("/topics/system:metrics")).GetProperty("oldest").GetString().Should().NotEndWith("-1");
        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task Only_administrators_read_the_topic()
    {
        await using var server = await Tokens.StartServerAsync(("Metrics:Interval", "1h"));
        foreach (var (token, status) in new[] { (Tokens.For(subscribe: ["*"]), 403), (Tokens.For(admin: ["*"]), 200) })
        {
            using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/system:metrics/messages", token);
            ((int)response.StatusCode).Should().Be(status);
        }
    }

    [Fact]
    public async Task A_slow_store_does_not_delay_the_messages_that_follow()
    {
        await using var server = await StartWithFailingLogAsync();
        await using var metrics = await EventStream.OpenAsync(server.Client, "/topics/system:metrics/events");
        var log = (FailingLog)server.Get<ITopicLog>();
        log.Hold();
        _clock.Advance(TimeSpan.FromSeconds(5));
        await log.Held.Task.OrTimeout();
        _clock.Advance(TimeSpan.FromSeconds(3));
        log.Release();
        await metrics.NextAsync();

        _clock.Advance(TimeSpan.FromSeconds(2));

        await metrics.NextAsync();
    }

    [Fact]
    public async Task After_a_refusal_of_the_store_the_pauses_grow_and_the_server_stops_without_an_error()
    {
        await using var server = await StartWithFailingLogAsync();
        server.Logs.Expect("Failed");
        var log = (FailingLog)server.Get<ITopicLog>();
        var before = log.Commits;
        log.Fails = true;
        for (var seconds = 0; seconds < 60; seconds += 5)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await server.Client.GetJsonAsync("/topics");
        }

        (log.Commits - before).Should().BeLessThanOrEqualTo(3, "the attempts are 5, 10 and 20 seconds apart");
        log.Fails = false;
        await Eventually.BecomesAsync(
            async () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(60));
                return (await server.Client.GetJsonAsync("/topics/system:metrics")).GetProperty("count").GetInt32();
            },
            static count => count > 0);
    }

    private Task<TestServer> StartAsync(params (string Key, string Value)[] settings) => TestServer.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(_clock), folder: null,
        [("Metrics:Interval", "5s"), ("Cluster:Name", "n1"), .. settings]);

    private Task<TestServer> StartWithFailingLogAsync() => TestServer.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(_clock).AddSingleton<ITopicLog>(
            provider => new FailingLog(provider.GetRequiredService<SqliteTopicLog>())),
        folder: null, TestStore.Sqlite, ("Metrics:Interval", "5s"));

    // Moves the clock by one interval, and reads the message that the server then publishes.
    private async Task<JsonElement> NextAsync(EventStream metrics)
    {
        _clock.Advance(TimeSpan.FromSeconds(5));
        var next = await metrics.NextAsync();
        next!.Type.Should().Be("metrics");
        using var data = JsonDocument.Parse(next.Data);
        return data.RootElement.Clone();
    }
}
