using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Webhooks;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Tests the rate limit of a webhook.</summary>
[Trait("Category", "Slow")]
public sealed class RateLimitTests
{
    private static readonly IOptions<WebhookOptions> s_options = Options.Create(new WebhookOptions());

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_webhook_at_its_limit_waits_and_delays_no_other()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var limited = await Receiver.StartAsync();
        await using var other = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(limited.Url, """["t:*"]""", ""","maxPerMinute":1""");
        (await server.Client.GetJsonAsync($"/webhooks/{id}")).GetProperty("maxPerMinute").GetInt32().Should().Be(1);
        await server.Client.HookAsync(other.Url, """["t:*"]""");
        await server.Client.PublishAsync("t:1", "one");
        await limited.NextAsync();
        await server.Client.PublishAsync("t:2", "two");
        await server.Client.PublishAsync("t:3", "three");
        await other.TakeAsync(3);

        await Eventually.BecomesAsync(
            async () => (await server.Client.GetJsonAsync("/jobs?type=webhook&state=queued")).EnumerateArray()
                .Count(job => job.GetProperty("due").GetDateTime() > TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(10)),
            delayed => delayed > 0);
        limited.Requests.Should().HaveCount(1);
        var webhook = await server.Client.GetJsonAsync($"/webhooks/{id}");
        (webhook.GetProperty("waiting").GetInt64(), webhook.GetProperty("failing").GetArrayLength()).Should()
            .Be((2, 0), "to wait for the limit is no failure");
        (await server.Client.DeliveriesAsync(id)).Should().HaveCount(1);
        (await server.Client.PostForAsync($"/webhooks/{id}/test")).GetProperty("status").GetInt32().Should().Be(204);
        (await server.Client.PatchAsync(id, """{"maxPerMinute":0}""")).GetProperty("maxPerMinute").ValueKind.Should()
            .Be(System.Text.Json.JsonValueKind.Null);
        await server.Client.PublishAsync("t:4", "four");
        await Eventually.BecomesAsync(
            () => Task.FromResult(limited.Requests.Any(request => request is { Type: "messages", Topic: "t:4" })), isSent => isSent);
    }

    [Fact]
    public async Task A_wait_for_the_limit_is_no_failed_attempt_of_a_deferred_batch()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, _) => Task.FromResult(500);
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","ordered":false,"maxPerMinute":1""");
        await server.Client.PublishAsync("news", "one");
        await receiver.NextAsync();
        var jobs = await Eventually.BecomesAsync(
            async () => (await server.Client.GetJsonAsync("/jobs?type=webhook&state=queued")).EnumerateArray()
                .Where(job => job.GetProperty("due").GetDateTime() > TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(10)).ToList(),
            delayed => delayed.Count > 0);
        jobs.Should().OnlyContain(job => job.GetProperty("attempt").GetInt32() == 0);
        (await server.Client.DeliveriesAsync(id)).Should().HaveCount(1);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("60001")]
    public async Task A_limit_out_of_its_range_is_refused(string limit)
    {
        await using var server = await WebhookHttp.StartServerAsync();
        using var response = await server.Client.PostAsync(
            "/webhooks", $$$"""{"url":"https://example.com/","topics":["news"],"maxPerMinute":{{{limit}}}}""", "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("1 to 60000");
    }

    [Fact]
    public async Task Requests_of_one_second_follow_at_once_and_further_ones_at_even_intervals()
    {
        var limiter = new WebhookRateLimiter(new LocalRates(), s_options, _time);
        var webhook = Webhook(perMinute: 600);
        for (var i = 0; i < 10; i++)
            (await limiter.WaitAsync(webhook, CancellationToken.None).OrTimeout()).Should().BeNull();
        var next = limiter.WaitAsync(webhook, CancellationToken.None);
        var second = limiter.WaitAsync(webhook, CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        next.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await next.OrTimeout()).Should().BeNull();
        second.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        (await second.OrTimeout()).Should().BeNull();
    }

    [Fact]
    public async Task A_request_that_would_wait_long_is_not_sent_and_takes_no_turn()
    {
        var limiter = new WebhookRateLimiter(new LocalRates(), s_options, _time);
        var (webhook, other) = (Webhook(perMinute: 2), Webhook(perMinute: 2));
        (await limiter.WaitAsync(webhook, CancellationToken.None).OrTimeout()).Should().BeNull();
        for (var i = 0; i < 3; i++)
            (await limiter.WaitAsync(webhook, CancellationToken.None).OrTimeout()).Should().Be(TimeSpan.FromSeconds(30));
        (await limiter.WaitAsync(other, CancellationToken.None).OrTimeout()).Should().BeNull();
        _time.Advance(TimeSpan.FromSeconds(30));
        (await limiter.WaitAsync(webhook, CancellationToken.None).OrTimeout()).Should().BeNull();
        (await limiter.WaitAsync(Webhook(perMinute: null), CancellationToken.None).OrTimeout()).Should().BeNull();
    }

    [Fact]
    public async Task Only_a_quarter_of_all_places_is_for_requests_that_wait()
    {
        var limiter = new WebhookRateLimiter(new LocalRates(), Options.Create(new WebhookOptions { Concurrency = 8 }), _time);
        var webhooks = Enumerable.Range(0, 3).Select(_ => Webhook(perMinute: 60)).ToList();
        foreach (var webhook in webhooks)
            (await limiter.WaitAsync(webhook, CancellationToken.None).OrTimeout()).Should().BeNull();
        var waiting = webhooks.Take(2).Select(webhook => limiter.WaitAsync(webhook, CancellationToken.None)).ToList();
        (await limiter.WaitAsync(webhooks[2], CancellationToken.None).OrTimeout()).Should().Be(TimeSpan.FromSeconds(1));
        waiting.Should().OnlyContain(wait => !wait.IsCompleted);
        limiter.RemoveExcept(new HashSet<WebhookId>());

        _time.Advance(TimeSpan.FromSeconds(1));
        (await Task.WhenAll(waiting).OrTimeout()).Should().OnlyContain(wait => wait == null);
        (await limiter.WaitAsync(webhooks[2], CancellationToken.None).OrTimeout()).Should().BeNull();
        var next = limiter.WaitAsync(webhooks[2], CancellationToken.None);
        next.IsCompleted.Should().BeFalse("the others wait no more");
    }

    [Fact]
    public async Task All_nodes_together_keep_the_limit()
    {
        var shared = new Shared();
        var limiter = new WebhookRateLimiter(shared, s_options, _time);
        var webhook = Webhook(perMinute: 120);
        shared.Left = 1;
        (await limiter.WaitAsync(webhook, CancellationToken.None).OrTimeout()).Should().BeNull();
        shared.Asked.Should().Be((60, 60, 120, 120));

        // Other nodes use the whole limit, so this node gets no permit within five seconds.
        var waiting = limiter.WaitAsync(webhook, CancellationToken.None);
        await Eventually.BecomesAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(500));
                return Task.FromResult(waiting.IsCompleted);
            },
            isCompleted => isCompleted);
        (await waiting.OrTimeout()).Should().BePositive();
        shared.Left = null;
        _time.Advance(TimeSpan.FromMinutes(1));
        (await limiter.WaitAsync(webhook, CancellationToken.None).OrTimeout()).Should().BeNull("the store does not answer");
    }

    private static Webhook Webhook(int? perMinute) => new()
    {
        Id = WebhookId.New(),
        Url = new Uri("https://example.com/"),
        Topics = ["news"],
        Secret = WebhookSecret.New(),
        MaxPerMinute = perMinute,
    };

    private sealed class Shared : ISharedRates
    {
        public bool IsShared => true;

        /// <summary>The number of requests that the limit still allows; null if the store does not answer.</summary>
        public int? Left { get; set; }

        public (int Needed, int Wanted, int Rate, int Burst) Asked { get; private set; }

        public ValueTask<int?> TakeAsync(
            string key, int needed, int wanted, int rate, int burst, CancellationToken cancellationToken)
        {
            Asked = (needed, wanted, rate, burst);
            if (Left is not { } left)
                return new((int?)null);
            Left = Math.Max(0, left - 1);
            return new(left > 0 ? needed : 0);
        }
    }
}
