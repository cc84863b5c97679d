using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableSubscriptions;

public sealed class PullWakeTests
{
    private const string Done = ",\"done\":true";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task One_worker_claims_a_wake_and_acknowledges_the_streams()
    {
        await using var server = await StartAsync();
        await server.Client.PullAsync("sub", "\"pattern\":\"events/*\"");
        (await server.Client.ClaimAsync("sub", "w1", HttpStatusCode.Conflict)).Code().Should().Be("NO_PENDING_WORK");
        await server.Client.PublishAsync("events:a", "one");

        var wake = (await server.Client.WakesAsync(1)).Single();
        (wake.Text("type"), wake.Text("subscription_id"), wake.Text("stream")).Should().Be(("wake", "sub", "events/a"));
        wake.GetProperty("ts").GetInt64().Should().Be(_clock.GetUtcNow().ToUnixTimeMilliseconds());
        var claim = await server.Client.ClaimAsync("sub", "w1");
        claim.GetProperty("generation").GetInt64().Should().Be(1);
        claim.GetProperty("lease_ttl_ms").GetInt32().Should().Be(30_000);
        var busy = await server.Client.ClaimAsync("sub", "w2", HttpStatusCode.Conflict);
        busy.Code().Should().Be("ALREADY_CLAIMED");
        busy.GetProperty("error").Text("current_holder").Should().Be("w1");

        (await server.Client.WorkerAsync("sub", "ack", claim, SubscriptionHttp.Ack(claim, "events/a") + Done)).ToString().Should()
            .Be("""{"ok":true,"next_wake":false}""");
        (await server.Client.GetSubscriptionAsync("sub")).Stream("events/a").Text("acked_offset").Should()
            .Be(claim.Stream("events/a").Text("tail_offset"));
        (await server.Client.WorkerAsync("sub", "ack", claim, Done, HttpStatusCode.Conflict)).Code().Should().Be("FENCED");

        // The worker need not wait for the wake.
        await server.Client.PublishAsync("events:a", "two");
        (await server.Client.ClaimAsync("sub", "w2")).GetProperty("generation").GetInt64().Should().Be(2);
    }

    [Fact]
    public async Task A_release_or_an_end_with_pending_messages_announces_the_next_wake()
    {
        await using var server = await StartAsync();
        await server.Client.PullAsync("sub", "\"streams\":[\"a\",\"b\"]");
        await server.Client.PublishAsync("b", "one");
        await server.Client.WakesAsync(1);
        var claim = await server.Client.ClaimAsync("sub", "w1");
        await server.Client.WorkerAsync("sub", "release", claim, status: HttpStatusCode.NoContent);
        await server.Client.WakesAsync(1, 2);
        (await server.Client.WorkerAsync("sub", "release", claim, status: HttpStatusCode.Conflict)).Code().Should().Be("FENCED");

        claim = await server.Client.ClaimAsync("sub", "w2");
        await server.Client.PublishAsync("a", "one");
        (await server.Client.WorkerAsync("sub", "ack", claim, SubscriptionHttp.Ack(claim, "b") + Done)).ToString().Should()
            .Be("""{"ok":true,"next_wake":true}""");
        (await server.Client.WakesAsync(1, 2, 3))[^1].Text("stream").Should().Be("a");
    }

    [Fact]
    public async Task A_claim_expires_unless_the_worker_acknowledges_in_time()
    {
        await using var server = await StartAsync();
        await server.Client.PullAsync("sub", "\"streams\":[\"a\"],\"lease_ttl_ms\":10000");
        await server.Client.PublishAsync("a", "one");
        await server.Client.WakesAsync(1);
        var claim = await server.Client.ClaimAsync("sub", "w1");

        _clock.Advance(TimeSpan.FromSeconds(9));
        await server.Client.WorkerAsync("sub", "ack", claim);
        _clock.Advance(TimeSpan.FromSeconds(9));
        (await server.Client.ClaimAsync("sub", "w2", HttpStatusCode.Conflict)).Code().Should().Be("ALREADY_CLAIMED");
        _clock.Advance(TimeSpan.FromSeconds(1));

        await server.Client.WakesAsync(1, 2);
        (await server.Client.WorkerAsync("sub", "ack", claim, status: HttpStatusCode.Conflict)).Code().Should().Be("FENCED");
        (await server.Client.ClaimAsync("sub", "w2")).GetProperty("generation").GetInt64().Should().Be(2);
    }

    [Fact]
    public async Task The_token_of_a_wake_expires()
    {
        await using var server = await StartAsync();
        await server.Client.PullAsync("sub", "\"streams\":[\"a\"]");
        await server.Client.PublishAsync("a", "one");
        var claim = await server.Client.ClaimAsync("sub", "w1");
        _clock.Advance(TimeSpan.FromDays(1));
        (await server.Client.WorkerAsync("sub", "ack", claim, status: HttpStatusCode.Unauthorized)).Code().Should().Be("TOKEN_EXPIRED");
    }

    [Fact]
    public async Task An_acknowledgement_outside_the_stream_is_refused_and_moves_nothing()
    {
        await using var server = await StartAsync();
        await server.Client.PullAsync("sub", "\"streams\":[\"a\",\"b\"]");
        await server.Client.PublishAsync("a", "one");
        await server.Client.PublishAsync("b", "one");
        var claim = await server.Client.ClaimAsync("sub", "w1");
        var tail = claim.Stream("a").Text("tail_offset");
        await server.Client.WorkerAsync("sub", "ack", claim, SubscriptionHttp.Ack(claim, "a"));
        string[] wrong =
        [
            "-1", "now", "x", tail.Replace("1-", "2-", StringComparison.Ordinal),
            tail.Replace("1-", "0-", StringComparison.Ordinal), claim.Stream("b").Text("tail_offset"), "",
        ];
        foreach (var offset in wrong)
        {
            var acks = SubscriptionHttp.Ack(claim, "b")[..^1] + $$""",{"stream":"a","offset":"{{offset}}"}]""";
            (await server.Client.WorkerAsync("sub", "ack", claim, acks, HttpStatusCode.Conflict)).Code().Should()
                .Be("INVALID_OFFSET", offset);
        }

        var unknown = $$""","acks":[{"stream":"c","offset":"{{tail}}"}]""";
        (await server.Client.WorkerAsync("sub", "ack", claim, unknown, HttpStatusCode.Conflict)).Code().Should().Be("INVALID_OFFSET");
        (await server.Client.GetSubscriptionAsync("sub")).Stream("b").Text("acked_offset").Should().MatchRegex("^0000000000000000-");
    }

    [Fact]
    public async Task Streams_are_added_and_removed_explicitly()
    {
        await using var server = await StartAsync();
        await server.Client.PublishAsync("manual:b", "before");
        await server.Client.PublishAsync("events:a", "before");
        await server.Client.PullAsync("sub", "\"pattern\":\"events/*\",\"streams\":[\"/manual/a/\"]");
        await AddAsync(server, "manual/b", "events/a");
        await AddAsync(server, "manual/b");
        var subscription = await server.Client.GetSubscriptionAsync("sub");
        subscription.GetProperty("streams").EnumerateArray().Select(each => (each.Text("path"), each.Text("link_type"))).Should()
            .Equal(("events/a", "explicit"), ("manual/a", "explicit"), ("manual/b", "explicit"));
        subscription.Stream("manual/b").Text("acked_offset").Should().MatchRegex("^0000000000000001-");

        foreach (var path in (string[])["manual%2Fb", "events/a", "manual/unknown"])
            await server.Client.JsonAsync(
                HttpMethod.Delete, $"/subscriptions/sub/streams/{path}", string.Empty, HttpStatusCode.NoContent);
        subscription = await server.Client.GetSubscriptionAsync("sub");
        subscription.GetProperty("streams").EnumerateArray().Select(each => (each.Text("path"), each.Text("link_type"))).Should()
            .Equal(("events/a", "glob"), ("manual/a", "explicit"));
        await server.Client.PublishAsync("manual:b", "x");
        await server.Client.PublishAsync("manual:a", "x");
        (await server.Client.WakesAsync(1)).Single().Text("stream").Should().Be("manual/a");
    }

    [Fact]
    public async Task Many_workers_process_each_message_once_at_a_time()
    {
        await using var server = await StartAsync();
        await server.Client.PullAsync("sub", "\"pattern\":\"events/*\",\"lease_ttl_ms\":600000");
        var processed = new System.Collections.Concurrent.ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var concurrent = 0;
        var workers = Enumerable.Range(1, 4).Select(async worker =>
        {
            while (processed.Values.Sum() < 60)
            {
                using var response = await server.Client.PostAsync(
                    $"{SubscriptionHttp.Root}/subscriptions/sub/claim", $$"""{"worker":"w{{worker}}"}""", "application/json");
                if (response.StatusCode == HttpStatusCode.Conflict)
                {
                    await Task.Yield();
                    continue;
                }

                var claim = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
                Interlocked.Increment(ref concurrent).Should().Be(1, "a lease is exclusive");
                var acks = string.Join(',', claim.GetProperty("streams").EnumerateArray().Select(stream =>
                    $$"""{"stream":"{{stream.Text("path")}}","offset":"{{stream.Text("tail_offset")}}"}"""));
                foreach (var stream in claim.GetProperty("streams").EnumerateArray())
                    processed[stream.Text("path")] = Offset(stream.Text("tail_offset"));
                Interlocked.Decrement(ref concurrent);
                await server.Client.WorkerAsync("sub", "ack", claim, $",\"acks\":[{acks}]{Done}");
            }
        });
        var publishers = Enumerable.Range(0, 3).Select(async stream =>
        {
            for (var i = 0; i < 20; i++)
                await server.Client.PublishAsync($"events:{stream}", $"{i}");
        });
        await Task.WhenAll(publishers.Concat(workers)).OrTimeout();
        processed.Values.Should().Equal(20, 20, 20);
    }

    private static long Offset(string offset) =>
        long.Parse(offset.AsSpan(0, offset.IndexOf('-', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task AddAsync(TestServer server, params string[] paths) => await server.Client.JsonAsync(
        HttpMethod.Post, "/subscriptions/sub/streams",
        $$"""{"streams":[{{string.Join(',', paths.Select(path => $"\"{path}\""))}}]}""", HttpStatusCode.NoContent);

    private Task<TestServer> StartAsync() => TestServer.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(_clock), folder: null, SubscriptionHttp.Settings);
}
