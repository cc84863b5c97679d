using Microsoft.AspNetCore.Http;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>
/// Tests that a receiver that accepts requests and sends no response, or an incomplete one, does not delay other webhooks.
/// </summary>
[Trait("Category", "Slow")]
[WaitsLong]
public sealed class HangingReceiverTests
{
    [Fact]
    public async Task A_healthy_webhook_gets_its_messages_while_a_hanging_one_holds_all_its_slots()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Webhooks:Concurrency", "16"), ("Webhooks:Timeout", "00:05:00"));
        await using var hanging = await Receiver.StartAsync();
        await using var healthy = await Receiver.StartAsync();
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hanging.Answer = async (_, _) =>
        {
            await goOn.Task;
            return 200;
        };
        var (stuck, _) = await server.Client.HookAsync(hanging.Url, """["t:*"]""");
        var (well, _) = await server.Client.HookAsync(healthy.Url, """["news"]""");
        for (var i = 0; i < 60; i++)
            await server.Client.PublishAsync($"t:{i}", $"{i}");
        await hanging.TakeAsync(4);

        for (var i = 0; i < 5; i++)
        {
            await server.Client.PublishAsync("news", $"{i}");
            (await healthy.NextAsync()).Texts.Should().Equal($"{i}");
        }

        await server.Client.CaughtUpAsync(well);
        hanging.Requests.Should().HaveCount(4, "one webhook has at most four slots");
        goOn.SetResult();
        await server.Client.CaughtUpAsync(stuck);
        hanging.Requests.SelectMany(request => request.Texts).Should().BeEquivalentTo(Enumerable.Range(0, 60).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Messages_that_wait_for_a_suspended_receiver_are_sent_when_it_responds_again()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Webhooks:Timeout", "00:00:00.200"));
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async (_, http) =>
        {
            await http.RequestAborted.UntilCancelledAsync();
            return 200;
        };
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["t:*"]""");
        for (var i = 0; i < 30; i++)
            await server.Client.PublishAsync($"t:{i}", $"{i}");
        await receiver.TakeAsync(8);
        (await server.Client.GetJsonAsync($"/webhooks/{id}")).GetProperty("waiting").GetInt64().Should().Be(30);

        receiver.Answer = (_, _) => Task.FromResult(200);
        await server.Client.CaughtUpAsync(id);
        receiver.Requests.SelectMany(request => request.Texts).Distinct().Should()
            .BeEquivalentTo(Enumerable.Range(0, 30).Select(i => $"{i}"));
    }

    [Fact]
    public async Task A_response_with_status_200_is_a_success_even_if_its_body_never_ends()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Webhooks:Timeout", "00:05:00"));
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async (_, http) =>
        {
            http.Response.ContentLength = 1_000;
            await http.Response.WriteAsync("o");
            await http.Response.Body.FlushAsync();
            await http.RequestAborted.UntilCancelledAsync();
            return 200;
        };
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        await server.Client.CaughtUpAsync(id);
        await server.Client.PublishAsync("news", "two");
        await server.Client.CaughtUpAsync(id);
        receiver.Requests.Select(request => request.Texts.Single()).Should().Equal("one", "two");
        (await server.Client.DeliveriesAsync(id)).Select(delivery => delivery.GetProperty("status").GetInt32()).Should().Equal(200, 200);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(304)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_a_failure_and_is_not_followed(int status)
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var times = 0;
        receiver.Answer = (_, http) =>
        {
            http.Response.Headers.Location = "/hook";
            return Task.FromResult(Interlocked.Increment(ref times) == 1 ? status : 200);
        };
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        await server.Client.CaughtUpAsync(id);
        var deliveries = await server.Client.DeliveriesAsync(id);
        deliveries.Select(delivery => (delivery.GetProperty("status").GetInt32(), delivery.GetProperty("attempt").GetInt32())).Should()
            .Equal((200, 2), (status, 1));
        deliveries[1].GetProperty("error").GetString().Should().Contain($"responded with status {status}");
    }

    [Fact]
    public async Task A_Retry_After_that_overflows_is_limited_to_the_longest_delay()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) =>
        {
            http.Response.Headers.RetryAfter = "99999999999";
            return Task.FromResult(StatusCodes.Status429TooManyRequests);
        };
        await server.Client.HookAsync(receiver.Url, """["t:*"]""");
        await server.Client.PublishAsync("t:1", "one");
        await receiver.NextAsync();
        var job = await Eventually.BecomesAsync(
            async () => (await server.Client.GetJsonAsync("/jobs?type=webhook"))[0], job =>
                job.GetProperty("state").GetString() == "queued" && job.GetProperty("attempt").GetInt32() == 1);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        job.GetProperty("due").GetDateTime().Should().BeAfter(now.AddHours(22)).And.BeBefore(now.AddHours(25));
    }

    [Fact]
    public async Task A_deferred_batch_without_a_job_is_found_and_sent_once()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Webhooks:LookInterval", "00:00:00.100"));
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","ordered":false,"batch":1""");
        await server.Client.PublishAsync("news", "one");
        await receiver.NextAsync();
        await server.Client.CaughtUpAsync(id);
        // A process that ends between the two writes leaves the store in this state.
        var news = new TopicName("news");
        await server.Get<IWebhookStore>().WriteAsync(
            new MoveCursor(new WebhookId(id), From: null,
                new WebhookCursor(news, 1))
            { Deferred = [new DeferredBatch(news, 0, 1, 1) { Failures = 1 }], Keep = 10 },
                CancellationToken.None);
        (await receiver.NextAsync()).Texts.Should().Equal("one");
        await server.Client.CaughtUpAsync(id);
        await server.Client.PublishAsync("news", "two");
        (await receiver.NextAsync()).Texts.Should().Equal("two");
    }

    [Fact]
    public async Task A_deferred_batch_is_listed_until_it_is_delivered()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var isWell = false;
        receiver.Answer = (request, _) => Task.FromResult(request.Texts.Contains("poison") && !Volatile.Read(ref isWell) ? 500 : 200);
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","ordered":false,"batch":1""");
        await server.Client.PublishAsync("news", "poison");
        await receiver.NextAsync();
        await server.Client.PublishAsync("news", "fine");

        var webhook = await Eventually.BecomesAsync(
            () => server.Client.GetJsonAsync($"/webhooks/{id}"),
            webhook => webhook.GetProperty("waiting").GetInt64() == 1 && webhook.GetProperty("failing").GetArrayLength() == 1
                && webhook.GetProperty("failing")[0].TryGetProperty("failures", out var failures) && failures.GetInt32() > 2);
        var failing = webhook.GetProperty("failing")[0];
        failing.GetProperty("topic").GetString().Should().Be("news");
        failing.GetProperty("setAside").GetInt64().Should().Be(1);
        failing.GetProperty("error").GetString().Should().Contain("500");
        (await server.Client.DeliveriesAsync(id)).Should()
            .Contain(delivery => delivery.GetProperty("attempt").GetInt32() > 2, "each attempt is listed");

        Volatile.Write(ref isWell, true);
        (await server.Client.CaughtUpAsync(id)).GetProperty("failing").GetArrayLength().Should().Be(0);
        receiver.Requests.Last().Texts.Should().Equal("poison");
    }
}
