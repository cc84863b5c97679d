using System.Net;
using Microsoft.AspNetCore.Http;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Tests the management of webhooks; <see cref="DeliveryTests"/> has the tests of deliveries.</summary>
[Trait("Category", "Slow")]
public sealed class WebhookTests
{
    private const string Nowhere = "https://example.com/hook";

    [Fact]
    public async Task A_webhook_can_be_listed_changed_and_deleted_and_its_secret_is_shown_once()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        var (id, secret) = await server.Client.HookAsync(Nowhere, """["room:*"]""", ""","types":["join"],"ordered":false,"batch":5""");
        var shown = await server.Client.GetJsonAsync($"/webhooks/{id}");
        shown.ToString().Should().NotContain(secret).And.NotContain("secret\"");
        (shown.GetProperty("ordered").GetBoolean(), shown.GetProperty("batch").GetInt32(), shown.GetProperty("state").GetString()).Should()
            .Be((false, 5, "active"));

        var changed = await server.Client.PatchAsync(id, """{"topics":["news"],"types":[],"ordered":true}""");
        changed.GetProperty("topics")[0].GetString().Should().Be("news");
        changed.GetProperty("url").GetString().Should().Be(Nowhere, "properties that are left out stay unchanged");
        (await server.Client.GetJsonAsync("/webhooks")).GetArrayLength().Should().Be(1);

        using var deleted = await server.Client.DeleteAsync($"/webhooks/{id}").OrTimeout();
        deleted.StatusCode.Should().Be(HttpStatusCode.NoContent);
        using var gone = await server.Client.GetAsync($"/webhooks/{id}").OrTimeout();
        (await gone.ProblemAsync(HttpStatusCode.NotFound)).Should().Contain(id);
        (await server.Client.GetJsonAsync("/webhooks")).GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("""{"topics":["news"]}""", "url and topics")]
    [InlineData("""{"url":"https://example.com"}""", "url and topics")]
    [InlineData("""{"url":"ftp://example.com","topics":["news"]}""", "only http and https")]
    [InlineData("""{"url":"https://ann:x@example.com","topics":["news"]}""", "leave them out")]
    [InlineData("""{"url":"http://192.168.1.1/","topics":["news"]}""", "AllowedNetworks")]
    [InlineData("""{"url":"http://169.254.169.254/latest","topics":["news"]}""", "AllowedNetworks")]
    [InlineData("""{"url":"https://example.com","topics":[]}""", "1 to 50")]
    [InlineData("""{"url":"https://example.com","topics":["a b"]}""", "pattern with *")]
    [InlineData("""{"url":"https://example.com","topics":[null]}""", "pattern with *")]
    [InlineData("""{"url":"https://example.com","topics":["job:*"]}""", "job")]
    [InlineData("""{"url":"https://example.com","topics":["typing"]}""", "kept in memory only")]
    [InlineData("""{"url":"https://example.com","topics":["news"],"types":["a b"]}""", "type of messages")]
    [InlineData("""{"url":"https://example.com","topics":["news"],"batch":0}""", "1 to 1000")]
    [InlineData("""{"url":"https://example.com","topics":["news"],"secret":"sesame"}""", "openssl rand")]
    [InlineData("""{"url":"https://example.com","topics":["news"],"secret":"whsec_c2hvcnQ="}""", "24 to 64")]
    [InlineData("""{"url":"https://example.com","topics":["news"],"retry":3}""", "is not a valid webhook")]
    [InlineData("never", "is not a valid webhook")]
    public async Task An_invalid_webhook_is_refused_with_a_sentence(string body, string says)
    {
        await using var server = await WebhookHttp.StartServerAsync(
            ("Topics:Policies:0:Match", "typing"), ("Topics:Policies:0:Store", "memory"));
        using var response = await server.Client.PostAsync("/webhooks", body, "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says);
    }

    [Fact]
    public async Task The_number_of_webhooks_is_limited_also_for_those_that_are_created_at_the_same_time()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Webhooks:MaxWebhooks", "2"));
        var responses = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => server.Client.PostAsync(
            "/webhooks", $$"""{"url":"{{Nowhere}}","topics":["news"]}""", "application/json"))).OrTimeout();
        responses.Count(response => response.StatusCode == HttpStatusCode.Created).Should().Be(2);
        foreach (var refused in responses.Where(response => response.StatusCode != HttpStatusCode.Created))
            (await refused.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("delete one");
    }

    [Fact]
    public async Task A_secret_can_be_set_and_the_old_one_stays_valid_for_a_time_after_a_change()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var own = "whsec_" + Convert.ToBase64String(new byte[24]);
        var (id, secret) = await server.Client.HookAsync(receiver.Url, """["news"]""", $$""","secret":"{{own}}" """);
        secret.Should().Be(own);

        var rotated = await server.Client.PostForAsync($"/webhooks/{id}/secret");
        var next = rotated.GetProperty("secret").GetString()!;
        next.Should().NotBe(own);
        rotated.GetProperty("oldSecretUntil").GetDateTime().Should().BeAfter(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(23));
        await server.Client.PublishAsync("news", "one");
        var request = await receiver.NextAsync();
        request.Signature.Split(' ').Should().HaveCount(2);
        (request.IsSignedWith(own), request.IsSignedWith(next)).Should().Be((true, true));
    }

    [Fact]
    public async Task An_old_secret_expires()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Webhooks:SecretOverlap", "00:00:00"));
        await using var receiver = await Receiver.StartAsync();
        var (id, old) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        var given = "whsec_" + Convert.ToBase64String(new byte[64]);
        (await server.Client.PostForAsync($"/webhooks/{id}/secret", $$"""{"secret":"{{given}}"}""")).GetProperty("secret").GetString()
            .Should().Be(given);
        await server.Client.PublishAsync("news", "one");
        var request = await receiver.NextAsync();
        (request.IsSignedWith(old), request.IsSignedWith(given)).Should().Be((false, true));
    }

    [Fact]
    public async Task A_test_request_is_sent_at_once_and_its_result_is_returned()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, secret) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PostForAsync($"/webhooks/{id}/pause");
        var outcome = await server.Client.PostForAsync($"/webhooks/{id}/test");
        outcome.GetProperty("status").GetInt32().Should().Be(204);
        var request = await receiver.NextAsync();
        request.Type.Should().Be("test");
        request.IsSignedWith(secret).Should().BeTrue();

        receiver.Answer = (_, _) => Task.FromResult(StatusCodes.Status404NotFound);
        (await server.Client.PostForAsync($"/webhooks/{id}/test")).GetProperty("error").GetString().Should().Contain("404");
        await receiver.DisposeAsync();
        (await server.Client.PostForAsync($"/webhooks/{id}/test")).GetProperty("error").GetString().Should()
            .Contain("does not accept connections");
        (await server.Client.DeliveriesAsync(id)).Select(each => each.GetProperty("status").ToString()).Should().Equal("", "404", "204");
    }

    [Fact]
    public async Task A_replay_delivers_the_messages_after_a_position_again_in_order()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","batch":2""");
        for (var i = 1; i <= 5; i++)
            await server.Client.PublishAsync("news", $"{i}");
        await server.Client.CaughtUpAsync(id);
        var before = receiver.Requests.Count;
        await receiver.TakeAsync(before);

        var newest = (await server.Client.GetJsonAsync("/topics/news")).GetProperty("newest").GetString()!;
        var replay = await server.Client.PostForAsync(
            $"/webhooks/{id}/replay", $$"""{"topic":"news","after":"{{newest.Replace("-5", "-2", StringComparison.Ordinal)}}"}""",
            HttpStatusCode.Accepted);
        replay.GetProperty("messages").GetInt64().Should().Be(3);
        await server.Client.PublishAsync("news", "6");
        await server.Client.CaughtUpAsync(id);
        receiver.Requests.Skip(before).SelectMany(request => request.Texts).Should().Equal("3", "4", "5", "6");

        await server.Client.PostForAsync($"/webhooks/{id}/replay", """{"topic":"news","after":"earliest"}""", HttpStatusCode.Accepted);
        await Eventually.BecomesAsync(
            () => Task.FromResult(receiver.Requests.SelectMany(request => request.Texts).Count()), count => count == 5 + 4 + 6);
        using var wrong = await server.Client.PostAsync(
            $"/webhooks/{id}/replay", """{"topic":"other","after":"earliest"}""", "application/json");
        (await wrong.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("does not receive other");
        using var beyond = await server.Client.PostAsync(
            $"/webhooks/{id}/replay", """{"topic":"news","after":"abc-9"}""", "application/json");
        (await beyond.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("newest message");
    }

    [Fact]
    public async Task A_replay_leaves_undelivered_messages_out_only_if_it_is_told_to()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (request, _) => Task.FromResult(request.Texts.Contains("poison") ? 422 : 200);
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","batch":1""");
        var poison = (await server.Client.PublishAsync("news", "poison")).GetProperty("last").GetString();
        await server.Client.PublishAsync("news", "next");
        await Eventually.BecomesAsync(() => Task.FromResult(receiver.Requests.Count), count => count > 0);

        using var refused = await server.Client.PostAsync(
            $"/webhooks/{id}/replay", $$"""{"topic":"news","after":"{{poison}}"}""", "application/json");
        (await refused.ProblemAsync(HttpStatusCode.BadRequest)).Should()
            .Contain($"1 messages up to {poison}").And.Contain("\"skip\": true");
        var replay = await server.Client.PostForAsync(
            $"/webhooks/{id}/replay", $$"""{"topic":"news","after":"{{poison}}","skip":true}""", HttpStatusCode.Accepted);

        replay.GetProperty("skipped").GetInt64().Should().Be(1);
        replay.GetProperty("messages").GetInt64().Should().Be(1);
        await server.Client.CaughtUpAsync(id);
        receiver.Requests.SelectMany(request => request.Texts).Distinct().Should().Equal("poison", "next");
    }

    [Fact]
    public async Task A_response_with_410_disables_the_webhook_with_a_visible_reason()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, _) => Task.FromResult(StatusCodes.Status410Gone);
        await using var notices = await EventStream.OpenAsync(server.Client, "/topics/system:webhooks/events");
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        (await server.Client.StateBecomesAsync(id, "disabled")).GetProperty("reason").GetString().Should()
            .Contain("410 Gone for topic news");
        (await notices.TakeAsync(2)).Select(notice => notice.Type).Should().Equal("created", "disabled");

        receiver.Answer = (_, _) => Task.FromResult(200);
        await server.Client.PublishAsync("news", "two");
        (await server.Client.PostForAsync($"/webhooks/{id}/resume")).GetProperty("reason").ValueKind.Should()
            .Be(System.Text.Json.JsonValueKind.Null);
        await server.Client.CaughtUpAsync(id);
        receiver.Requests.SelectMany(request => request.Texts).Distinct().Should().Equal("one", "two");
    }

    [Fact]
    public async Task A_webhook_that_fails_for_too_long_is_disabled_with_the_reason()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Webhooks:DisableAfter", "00:00:00.100"));
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, _) => Task.FromResult(StatusCodes.Status502BadGateway);
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        (await server.Client.StateBecomesAsync(id, "disabled")).GetProperty("reason").GetString().Should()
            .Contain("Topic news").And.Contain("502");
        (await server.Client.DeliveriesAsync(id)).Should().HaveCountGreaterThan(1);
        receiver.Answer = (_, _) => Task.FromResult(200);
        await server.Client.PostForAsync($"/webhooks/{id}/resume");
        await server.Client.CaughtUpAsync(id);
    }

    [Fact]
    public async Task The_Retry_After_of_a_receiver_is_respected()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) =>
        {
            http.Response.Headers.RetryAfter = "3600";
            return Task.FromResult(StatusCodes.Status429TooManyRequests);
        };
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        await receiver.NextAsync();
        var job = await Eventually.BecomesAsync(
            async () => (await server.Client.GetJsonAsync("/jobs?type=webhook"))[0], job =>
                job.GetProperty("state").GetString() == "queued" && job.GetProperty("attempt").GetInt32() == 1);
        job.GetProperty("due").GetDateTime().Should().BeAfter(TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(50));
        job.GetProperty("origin").GetString().Should().Be($"webhook:{id}");
    }

    [Fact]
    public async Task Deliveries_are_listed_newest_first_page_by_page_and_only_the_newest_are_kept()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Webhooks:KeepDeliveries", "4"));
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        for (var i = 0; i < 6; i++)
            await server.Client.PostForAsync($"/webhooks/{id}/test");
        (await server.Client.DeliveriesAsync(id)).Select(each => each.GetProperty("number").GetInt64()).Should().Equal(6, 5, 4, 3);
        (await server.Client.GetJsonAsync($"/webhooks/{id}/deliveries?after=5&limit=1"))[0].GetProperty("number").GetInt64().Should().Be(4);
        using var wrong = await server.Client.GetAsync($"/webhooks/{id}/deliveries?limit=0").OrTimeout();
        (await wrong.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("1 to 1000");
    }

    [Fact]
    public async Task Webhooks_are_for_administrators_and_changes_are_in_the_audit_trail()
    {
        await using var server = await Tokens.StartServerAsync(("Samples:Ticker", "false"));
        var (root, ann) = (Tokens.For("root", admin: ["*"]), Tokens.For(publish: ["*"], subscribe: ["*"]));
        using var refused = await server.Client.SendAsync(HttpMethod.Get, "/webhooks", ann);
        await refused.ProblemAsync(HttpStatusCode.Forbidden);
        using var job = await server.Client.SendAsync(
            HttpMethod.Post, "/jobs", ann,
            new StringContent("""{"type":"webhook","arguments":{"webhook":"wh_0000000000000000","topic":"news"}}"""));
        (await job.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("admin");

        await using var trail = await EventStream.OpenAsync(server.Client, $"/topics/audit:log/events?access_token={root}");
        using var made = await server.Client.SendAsync(
            HttpMethod.Post, "/webhooks", root, new StringContent($$"""{"url":"{{Nowhere}}","topics":["news"]}"""));
        made.StatusCode.Should().Be(HttpStatusCode.Created);
        EventStream.Event entry;
        while ((entry = (await trail.NextAsync())!).Type != "webhook")
        {
        }

        entry.Data.Should().Contain("root").And.Contain(Nowhere).And.NotContain("whsec_");
    }

    [Fact]
    public async Task Deliveries_of_webhooks_are_counted()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Webhooks:LookInterval", "00:00:00.100"));
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        await server.Client.CaughtUpAsync(id);
        await Eventually.BecomesAsync(
            async () => await server.Client.GetStringAsync("/metrics").OrTimeout(),
            text => text.Contains("streaming_webhooks_messages", StringComparison.Ordinal)
                && text.Contains("result=\"delivered\"", StringComparison.Ordinal)
                && text.Contains($"webhook=\"{id}\"", StringComparison.Ordinal));
    }
}
