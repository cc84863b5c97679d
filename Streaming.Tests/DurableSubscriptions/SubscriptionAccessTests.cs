using System.Net;
using System.Net.Http.Headers;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableSubscriptions;

public sealed class SubscriptionAccessTests
{
    private const string Pull = """{"type":"pull-wake","wake_stream":"wake/pool","pattern":"events/*"}""";

    [Fact]
    public async Task Administrators_manage_subscriptions_and_readers_of_the_streams_claim_their_wakes()
    {
        await using var server = await Tokens.StartServerAsync(SubscriptionHttp.Settings);
        var (admin, reader) = (Tokens.For(admin: ["*"]), Tokens.For(subscribe: ["events:*"]));
        await SendAsync(server, HttpMethod.Put, string.Empty, Pull, token: null, HttpStatusCode.Unauthorized);
        await SendAsync(server, HttpMethod.Put, string.Empty, Pull, reader, HttpStatusCode.Forbidden);
        await SendAsync(server, HttpMethod.Put, string.Empty, Pull, admin, HttpStatusCode.Created);
        await SendAsync(server, HttpMethod.Get, string.Empty, body: null, reader, HttpStatusCode.Forbidden);
        using var publish = new HttpRequestMessage(HttpMethod.Post, "/topics/events:a/messages") { Content = new StringContent("x") };
        publish.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(publish: ["events:*"]));
        using var published = await server.Client.SendAsync(publish).OrTimeout();
        published.StatusCode.Should().Be(HttpStatusCode.Created);

        const string Claim = """{"worker":"w"}""";
        await SendAsync(server, HttpMethod.Post, "/claim", Claim, token: null, HttpStatusCode.Unauthorized);
        await SendAsync(server, HttpMethod.Post, "/claim", Claim, Tokens.For(subscribe: ["events:a"]), HttpStatusCode.Forbidden);
        // The wake follows the publish; until it has come, there is nothing to claim.
        var claimed = await Eventually.BecomesAsync(
            () => StatusAsync(server, "/claim", Claim, reader), status => status != HttpStatusCode.Conflict);
        claimed.Should().Be(HttpStatusCode.OK);
        // Tokens of callers are not tokens of wakes.
        await SendAsync(server, HttpMethod.Post, "/ack", "{}", token: null, HttpStatusCode.Unauthorized);
        await SendAsync(server, HttpMethod.Post, "/ack", "{}", admin, HttpStatusCode.Unauthorized);
        using var keys = await server.Client.GetAsync(SubscriptionHttp.Root + "/jwks.json").OrTimeout();
        keys.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, string action, string body, string token)
    {
        using var request = NewRequest(HttpMethod.Post, action, body, token);
        using var response = await server.Client.SendAsync(request).OrTimeout();
        return response.StatusCode;
    }

    private static async Task SendAsync(
        TestServer server, HttpMethod method, string action, string? body, string? token, HttpStatusCode status)
    {
        using var request = NewRequest(method, action, body, token);
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.StatusCode.Should().Be(status, await response.Content.ReadAsStringAsync());
    }

    private static HttpRequestMessage NewRequest(HttpMethod method, string action, string? body, string? token)
    {
        var request = new HttpRequestMessage(method, $"{SubscriptionHttp.Root}/subscriptions/sub{action}");
        if (body is not null)
            request.Content = new StringContent(body);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
