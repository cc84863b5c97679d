using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Tests that a failing webhook is reported early, and that only its failing topic waits.</summary>
[Trait("Category", "Slow")]
public sealed class FailingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_failure_and_the_recovery_are_reported_once(bool ordered)
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var isWell = false;
        receiver.Answer = (request, _) => Task.FromResult(Volatile.Read(ref isWell) || request.Topic == "t:fine" ? 200 : 500);
        await using var notices = await EventStream.OpenAsync(server.Client, "/topics/system:webhooks/events");
        var (id, _) = await server.Client.HookAsync(
            receiver.Url, """["t:*"]""", ordered ? "" : ""","ordered":false,"batch":1""");
        (await server.Client.GetJsonAsync($"/webhooks/{id}")).TryGetProperty("failingSince", out _).Should().BeFalse();
        await MetricBecomesAsync(server, id, 0);
        await server.Client.PublishAsync("t:bad", "one");
        await server.Client.PublishAsync("t:worse", "two");
        await server.Client.PublishAsync("t:fine", "three");

        (await notices.NextAsync())!.Type.Should().Be("created");
        var failing = (await notices.NextAsync())!;
        var data = JsonDocument.Parse(failing.Data).RootElement;
        (failing.Type, data.GetProperty("webhook").GetString(), data.GetProperty("url").GetString(), data.GetProperty("state").GetString())
            .Should().Be(("failing", id, receiver.Url, "active"));
        data.GetProperty("topic").GetString().Should().BeOneOf("t:bad", "t:worse");
        data.GetProperty("error").GetString().Should().Contain("status 500");
        await MetricBecomesAsync(server, id, 1);
        (await server.Client.GetJsonAsync("/webhooks"))[0].GetProperty("failingSince").GetDateTime().Should()
            .BeAfter(DateTime.UnixEpoch);
        await Eventually.BecomesAsync(() => Task.FromResult(receiver.Requests.Count), count => count > 6);

        Volatile.Write(ref isWell, true);
        var recovered = (await notices.NextAsync())!;
        recovered.Type.Should().Be("recovered", "the failure of the other topic and of each further request are not reported");
        await MetricBecomesAsync(server, id, 0);
        (await server.Client.CaughtUpAsync(id)).TryGetProperty("failingSince", out _).Should().BeFalse();
        foreach (var begin in (string[])["Failed to deliver topic t:", "Webhook wh_"])
            server.Logs.Entries.Count(entry => entry.Text.StartsWith(begin, StringComparison.Ordinal)).Should().Be(1, begin);
    }

    [Fact]
    public async Task The_metric_still_shows_a_webhook_that_was_disabled_until_it_is_resumed()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, _) => Task.FromResult(StatusCodes.Status410Gone);
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await MetricBecomesAsync(server, id, 0);
        await server.Client.PublishAsync("news", "one");
        await server.Client.StateBecomesAsync(id, "disabled");
        await MetricBecomesAsync(server, id, 1);
        receiver.Answer = (_, _) => Task.FromResult(200);
        await server.Client.PostForAsync($"/webhooks/{id}/resume");
        await MetricBecomesAsync(server, id, 0);
    }

    [Fact]
    public async Task A_webhook_for_these_messages_receives_that_another_one_fails()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var alarm = await Receiver.StartAsync();
        receiver.Answer = (_, _) => Task.FromResult(500);
        await server.Client.HookAsync(alarm.Url, """["system:webhooks"]""", ""","types":["failing","recovered"]""");
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        var message = (await alarm.NextAsync()).Messages.Single();
        (message.GetProperty("type").GetString(), message.GetProperty("data").GetProperty("webhook").GetString()).Should()
            .Be(("failing", id));
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(503, false)]
    [InlineData(503, true)]
    [InlineData(429, true)]
    [InlineData(504, false)]
    public async Task Only_the_topic_waits_whose_messages_are_refused(int status, bool hasRetryAfter)
    {
        await using var server = await WebhookHttp.StartServerAsync(
            ("Outbound:Breaker:Pause", "01:00:00"), ("Outbound:Breaker:Failures", "3"), ("Outbound:Breaker:Calls", "3"));
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (request, http) =>
        {
            if (request.Topic != "t:bad")
                return Task.FromResult(200);
            if (hasRetryAfter)
                http.Response.Headers.RetryAfter = "3600";
            return Task.FromResult(status);
        };
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["t:*"]""");
        await server.Client.PublishAsync("t:bad", "bad");
        await receiver.TakeAsync(hasRetryAfter ? 1 : 10);
        for (var i = 0; i < 3; i++)
        {
            await server.Client.PublishAsync("t:fine", $"{i}");
            await server.Client.PublishAsync($"t:fine{i}", $"{i}");
        }

        var webhook = await Eventually.BecomesAsync(
            () => server.Client.GetJsonAsync($"/webhooks/{id}"), webhook => webhook.GetProperty("waiting").GetInt64() == 1);
        webhook.GetProperty("failing").EnumerateArray().Select(topic => topic.GetProperty("topic").GetString()).Should().Equal("t:bad");
        receiver.Requests.Where(request => request.Topic == "t:fine").SelectMany(request => request.Texts).Should().Equal("0", "1", "2");
    }

    private static Task<string> MetricBecomesAsync(TestServer server, string id, int value) => Eventually.BecomesAsync(
        () => server.Client.GetStringAsync("/metrics"),
        metrics => metrics.Split('\n').Any(line => line.StartsWith("streaming_webhooks_failing{", StringComparison.Ordinal)
            && line.Contains($"webhook=\"{id}\"", StringComparison.Ordinal)
            && line.Split(' ')[1] == $"{value}"));
}
