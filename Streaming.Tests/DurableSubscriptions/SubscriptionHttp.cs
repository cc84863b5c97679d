using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Streaming.Tests.Support;
using Streaming.Tests.Webhooks;

namespace Streaming.Tests.DurableSubscriptions;

/// <summary>Short helper methods for the subscriptions of the Durable Streams protocol over HTTP.</summary>
internal static class SubscriptionHttp
{
    public const string Root = "/v1/stream/__ds";

    /// <summary>Settings that allow calls to this machine.</summary>
    public static readonly (string Key, string Value)[] Settings =
        [("Outbound:AllowedNetworks:0", "127.0.0.1"), ("Samples:Ticker", "false")];

    /// <summary>Sends a request with a JSON body, and returns the JSON of the response, which must have this status.</summary>
    public static async Task<JsonElement> JsonAsync(
        this HttpClient client, HttpMethod method, string path, string body, HttpStatusCode status = HttpStatusCode.OK,
        string? token = null)
    {
        using var request = new HttpRequestMessage(method, Root + path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request).OrTimeout();
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Creates a subscription; the body has the properties without the braces.</summary>
    public static Task<JsonElement> SubscribeAsync(
        this HttpClient client, string id, string properties, HttpStatusCode status = HttpStatusCode.Created) =>
        client.JsonAsync(HttpMethod.Put, $"/subscriptions/{id}", $"{{{properties}}}", status);

    public static Task<JsonElement> WebhookAsync(this HttpClient client, string id, string url, string streams) =>
        client.SubscribeAsync(id, $$"""
            "type":"webhook","webhook":{"url":"{{url}}"},{{streams}}
            """);

    public static Task<JsonElement> PullAsync(this HttpClient client, string id, string streams) =>
        client.SubscribeAsync(id, $$"""
            "type":"pull-wake","wake_stream":"wake/pool",{{streams}}
            """);

    public static Task<JsonElement> ClaimAsync(
        this HttpClient client, string id, string worker, HttpStatusCode status = HttpStatusCode.OK) =>
        client.JsonAsync(HttpMethod.Post, $"/subscriptions/{id}/claim", $$"""{"worker":"{{worker}}"}""", status);

    /// <summary>Sends a request of a worker that has a wake: an ack, a callback or a release.</summary>
    public static Task<JsonElement> WorkerAsync(
        this HttpClient client, string id, string action, JsonElement wake, string more = "", HttpStatusCode status = HttpStatusCode.OK) =>
        client.JsonAsync(
            HttpMethod.Post, $"/subscriptions/{id}/{action}",
            $$"""{"wake_id":"{{wake.Text("wake_id")}}","generation":{{wake.GetProperty("generation")}}{{more}}}""", status,
            wake.TryGetProperty("token", out var token) ? token.GetString() : wake.Text("callback_token"));

    /// <summary>The acknowledgement of a stream up to its tail in a wake, for the body of a worker's request.</summary>
    public static string Ack(JsonElement wake, string path) =>
        $$""","acks":[{"stream":"{{path}}","offset":"{{wake.Stream(path).Text("tail_offset")}}"}]""";

    public static JsonElement Stream(this JsonElement wake, string path) =>
        wake.GetProperty("streams").EnumerateArray().Single(stream => stream.Text("path") == path);

    public static IEnumerable<string> Paths(this JsonElement wake) =>
        wake.GetProperty("streams").EnumerateArray().Select(stream => stream.Text("path"));

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    /// <summary>The error code of a refusal; its sentence must not be empty.</summary>
    public static string Code(this JsonElement problem)
    {
        problem.Text("detail").Should().NotBeEmpty();
        return problem.GetProperty("error").Text("code");
    }

    public static Task<JsonElement> GetSubscriptionAsync(this HttpClient client, string id) =>
        client.GetJsonAsync($"{Root}/subscriptions/{id}");

    /// <summary>Waits until the messages of the wake stream are the wakes of these generations.</summary>
    public static Task<IReadOnlyList<JsonElement>> WakesAsync(this HttpClient client, params long[] generations) =>
        Eventually.BecomesAsync(
            async () => (IReadOnlyList<JsonElement>)
                [.. (await client.GetJsonAsync("/topics/wake:pool/messages")).EnumerateArray()
                    .Select(message => message.GetProperty("data"))],
            wakes => wakes.Select(wake => wake.GetProperty("generation").GetInt64()).SequenceEqual(generations));

    /// <summary>Lets a receiver answer with a JSON body.</summary>
    public static Func<Received, HttpContext, Task<int>> Answering(string json) => (_, http) =>
    {
        // The body is sent when the receiver has set the status.
        http.Response.ContentType = "application/json";
        http.Response.BodyWriter.Write(Encoding.UTF8.GetBytes(json));
        return Task.FromResult(StatusCodes.Status200OK);
    };
}
