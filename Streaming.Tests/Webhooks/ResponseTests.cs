using System.Text;
using Microsoft.AspNetCore.Http;
using Streaming.Server.Outbound;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Tests that the beginning of a receiver's response is kept with the request.</summary>
[Trait("Category", "Slow")]
public sealed class ResponseTests
{
    [Fact]
    public async Task The_response_of_the_receiver_is_shown_with_each_request()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var isWell = false;
        receiver.Answer = async (_, http) =>
        {
            http.Response.StatusCode = isWell ? 200 : 422;
            await http.Response.WriteAsync(isWell ? "Danke schön" : "Das Feld \"name\" fehlt.");
            isWell = true;
            return http.Response.StatusCode;
        };
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        await server.Client.CaughtUpAsync(id);
        (await server.Client.DeliveriesAsync(id)).Select(delivery =>
            (delivery.GetProperty("status").GetInt32(), delivery.GetProperty("response").GetString())).Should()
            .Equal((200, "Danke schön"), (422, "Das Feld \"name\" fehlt."));
    }

    [Fact]
    public async Task Only_the_first_1024_bytes_are_kept_without_a_character_that_was_cut()
    {
        // 341 characters of three bytes are 1,023 bytes; the next one is cut after its first byte.
        (await ResponseOfAsync(new string('€', 5_000))).Should().Be(new string('€', 341));
        (await ResponseOfAsync(new string('x', 1_024))).Should().Be(new string('x', 1_024));
        (await ResponseOfAsync("a\0\u00ff")).Should().BeOneOf("a\0\u00ff", "a\ufffd\u00ff");
        (await ResponseOfAsync(string.Empty)).Should().BeNull();
    }

    [Fact]
    public void Values_of_own_headers_that_the_receiver_sends_back_are_not_shown()
    {
        var key = string.Concat(Enumerable.Range(0, 100).Select(i => $"key{i}"));
        TextOf($"You sent {key}!", key).Should().Be("You sent ***!");
        TextOf(new string('x', 1_000) + key, key).Should().Be(new string('x', 1_000) + "***", "a part of the value is cut off");
        TextOf(key + new string('x', 1_000) + key, key).Should().NotContain("key");
        TextOf("You sent " + key[..20], key, isTruncated: true).Should().Be("You sent ***");
        TextOf("abc", "abc").Should().Be("abc");
    }

    [Fact]
    public async Task Bytes_that_are_not_text_do_not_harm()
    {
        (await ResponseOfAsync([0xFF, 0x41, 0x80, 0xC3])).Should().Be("\ufffdA\ufffd\ufffd");
    }

    [Fact]
    public async Task The_part_of_a_slow_response_that_has_arrived_is_kept()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async (_, http) =>
        {
            http.Response.ContentLength = 1_000;
            await http.Response.WriteAsync("begin");
            await http.Response.Body.FlushAsync();
            await http.RequestAborted.UntilCancelledAsync();
            return 200;
        };
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        (await server.Client.PostForAsync($"/webhooks/{id}/test")).GetProperty("response").GetString().Should().Be("begin");
    }

    [Fact]
    public async Task A_request_without_a_response_has_none()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        string url;
        await using (var receiver = await Receiver.StartAsync())
            url = receiver.Url;
        var (id, _) = await server.Client.HookAsync(url, """["news"]""");
        (await server.Client.PostForAsync($"/webhooks/{id}/test")).GetProperty("response").GetString().Should().BeNull();
    }

    private static string? TextOf(string body, string value, bool isTruncated = false) => ResponseText.Of(
        new OutboundResponse
        {
            Status = 200,
            Headers = new Dictionary<string, string>(StringComparer.Ordinal),
            Body = Encoding.UTF8.GetBytes(body),
            IsTruncated = isTruncated,
            Duration = TimeSpan.Zero,
        },
        new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Api-Key"] = value });

    private static Task<string?> ResponseOfAsync(string body) => ResponseOfAsync(Encoding.UTF8.GetBytes(body));

    private static async Task<string?> ResponseOfAsync(byte[] body)
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async (_, http) =>
        {
            await http.Response.Body.WriteAsync(body);
            return 200;
        };
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PostForAsync($"/webhooks/{id}/test");
        return (await server.Client.DeliveriesAsync(id)).Single().GetProperty("response").GetString();
    }
}
