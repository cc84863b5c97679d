using System.Net;
using Microsoft.AspNetCore.Http;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Tests that one request of a webhook's list can be sent again.</summary>
[Trait("Category", "Slow")]
public sealed class ResendTests
{
    [Fact]
    public async Task A_request_is_sent_again_with_the_same_messages_and_id_even_if_the_webhook_is_paused()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, secret) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","batch":3,"types":["alarm"]""");
        await server.Client.PostForAsync($"/webhooks/{id}/pause");
        foreach (var (text, type) in ((string, string)[])[("1", "alarm"), ("2", "quiet"), ("3", "alarm"), ("4", "alarm"), ("5", "alarm")])
            await server.Client.PublishAsync("news", text, $"?type={type}");
        await server.Client.PostForAsync($"/webhooks/{id}/resume");
        await server.Client.CaughtUpAsync(id);
        var first = await receiver.NextAsync();
        first.Texts.Should().Equal("1", "3", "4");
        await receiver.NextAsync();
        await server.Client.PostForAsync($"/webhooks/{id}/pause");

        var sent = await server.Client.PostForAsync($"/webhooks/{id}/deliveries/1/resend");
        var again = await receiver.NextAsync();
        (again.Id, again.IsSignedWith(secret)).Should().Be((first.Id, true));
        again.Json.GetProperty("data").ToString().Should().Be(first.Json.GetProperty("data").ToString());
        (sent.GetProperty("status").GetInt32(), sent.GetProperty("attempt").GetInt32(), sent.GetProperty("count").GetInt32(),
            sent.GetProperty("messageId").GetString()).Should().Be((204, 2, 3, first.Id));
        var listed = await server.Client.DeliveriesAsync(id);
        listed.Select(delivery => delivery.GetProperty("number").GetInt64()).Should().Equal(3, 2, 1);
        sent.GetProperty("number").GetInt64().Should().Be(3);
        listed[0].GetProperty("first").GetString().Should().Be(listed[2].GetProperty("first").GetString());

        await server.Client.PostForAsync($"/webhooks/{id}/resume");
        await server.Client.PublishAsync("news", "6", "?type=alarm");
        (await receiver.NextAsync()).Texts.Should().Equal(["6"], "the position of the webhook has not changed");
    }

    [Fact]
    public async Task The_failure_of_a_request_that_is_sent_again_is_returned_and_changes_nothing_else()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        await server.Client.CaughtUpAsync(id);
        receiver.Answer = (_, _) => Task.FromResult(StatusCodes.Status500InternalServerError);
        (await server.Client.PostForAsync($"/webhooks/{id}/deliveries/1/resend")).GetProperty("error").GetString().Should().Contain("500");
        var webhook = await server.Client.GetJsonAsync($"/webhooks/{id}");
        (webhook.GetProperty("waiting").GetInt64(), webhook.GetProperty("failing").GetArrayLength()).Should().Be((0, 0));
    }

    [Fact]
    public async Task What_cannot_be_sent_again_is_refused_with_a_sentence()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        await server.Client.CaughtUpAsync(id);
        await server.Client.PostForAsync($"/webhooks/{id}/test");
        (await RefusalAsync(server, $"{id}/deliveries/9", HttpStatusCode.NotFound)).Should().Contain("has no delivery 9");
        (await RefusalAsync(server, $"{id}/deliveries/9223372036854775807", HttpStatusCode.NotFound)).Should().Contain("has no delivery");
        (await RefusalAsync(server, $"{id}/deliveries/2", HttpStatusCode.BadRequest)).Should().Contain("/test");
        (await RefusalAsync(server, $"{id}/deliveries/x", HttpStatusCode.BadRequest)).Should().Contain("number of a delivery");
        (await RefusalAsync(server, "wh_0000000000000000/deliveries/1", HttpStatusCode.NotFound)).Should().Contain("no webhook");

        await server.Client.PatchAsync(id, """{"types":["alarm"]}""");
        (await RefusalAsync(server, $"{id}/deliveries/1", HttpStatusCode.Conflict)).Should().Contain("/replay");
        await server.Client.PatchAsync(id, """{"types":[]}""");
        await server.Client.PublishAsync("news", "two");
        var newest = (await server.Client.GetJsonAsync("/topics/news")).GetProperty("newest").GetString();
        using var trimmed = await server.Client.DeleteAsync($"/topics/news/messages?before={newest}").OrTimeout();
        (await RefusalAsync(server, $"{id}/deliveries/1", HttpStatusCode.Conflict)).Should().Contain("were deleted");
    }

    [Fact]
    public async Task Sending_again_is_for_administrators_and_is_in_the_audit_trail()
    {
        await using var server = await Tokens.StartServerAsync([.. WebhookHttp.Settings]);
        await using var receiver = await Receiver.StartAsync();
        var (root, ann) = (Tokens.For("root", publish: ["*"], admin: ["*"]), Tokens.For(publish: ["*"], subscribe: ["*"]));
        using var made = await server.Client.SendAsync(
            HttpMethod.Post, "/webhooks", root, new StringContent($$"""{"url":"{{receiver.Url}}","topics":["news"]}"""));
        var path = made.Headers.Location! + "/deliveries/1/resend";
        using var published = await server.Client.SendAsync(HttpMethod.Post, "/topics/news/messages", root, new StringContent("one"));
        await receiver.NextAsync();
        using var refused = await server.Client.SendAsync(HttpMethod.Post, path, ann);
        await refused.ProblemAsync(HttpStatusCode.Forbidden);
        await Eventually.BecomesAsync(
            async () =>
            {
                using var sent = await server.Client.SendAsync(HttpMethod.Post, path, root);
                return sent.StatusCode;
            },
            status => status == HttpStatusCode.OK);
        await Eventually.BecomesAsync(
            async () =>
            {
                using var trail = await server.Client.SendAsync(HttpMethod.Get, "/topics/audit:log/messages", root);
                return await trail.Content.ReadAsStringAsync();
            },
            trail => trail.Contains("Delivery 1 of webhook", StringComparison.Ordinal));
    }

    private static async Task<string> RefusalAsync(TestServer server, string path, HttpStatusCode status)
    {
        using var response = await server.Client.PostAsync($"/webhooks/{path}/resend", string.Empty, "application/json");
        return await response.ProblemAsync(status);
    }
}
