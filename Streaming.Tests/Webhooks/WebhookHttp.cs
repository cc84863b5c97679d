using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Short helper methods for webhooks over HTTP.</summary>
internal static class WebhookHttp
{
    /// <summary>Settings that allow calls to this machine and make retries fast.</summary>
    public static readonly (string Key, string Value)[] Settings =
    [
        ("Outbound:AllowedNetworks:0", "127.0.0.1"), ("Webhooks:Backoff", "00:00:00.010"), ("Webhooks:MaxBackoff", "00:00:00.050"),
            ("Webhooks:Linger", "00:00:00.050"), ("Samples:Ticker", "false"),
    ];

    /// <summary>Starts a server with the settings of the test and these settings.</summary>
    public static Task<TestServer> StartServerAsync(params (string Key, string Value)[] settings) =>
        TestServer.StartAsync([.. Settings.ExceptBy(settings.Select(own => own.Key), given => given.Key), .. settings]);

    /// <summary>Creates a webhook.</summary>
    /// <param name="client">A client of the server.</param>
    /// <param name="url">The address of the receiver.</param>
    /// <param name="topics">A JSON array of topic patterns.</param>
    /// <param name="more">Further JSON properties, with a comma before the first one.</param>
    public static async Task<(string Id, string Secret)> HookAsync(this HttpClient client, string url, string topics, string more = "")
    {
        var made = await client.PostForAsync("/webhooks", $$"""{"url":"{{url}}","topics":{{topics}}{{more}}}""", HttpStatusCode.Created);
        return (made.GetProperty("id").GetString()!, made.GetProperty("secret").GetString()!);
    }

    /// <summary>Sends a POST, and returns the JSON of a response that must have this status.</summary>
    public static async Task<JsonElement> PostForAsync(
        this HttpClient client, string path, string body = "", HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await client.PostAsync(path, body, "application/json");
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public static async Task<JsonElement> PatchAsync(this HttpClient client, string id, string body)
    {
        using var response = await client.PatchAsync($"/webhooks/{id}", new StringContent(body)).OrTimeout();
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Waits until the webhook has no waiting messages.</summary>
    public static Task<JsonElement> CaughtUpAsync(this HttpClient client, string id) =>
        Eventually.BecomesAsync(() => client.GetJsonAsync($"/webhooks/{id}"), webhook => webhook.GetProperty("waiting").GetInt64() == 0);

    public static Task<JsonElement> StateBecomesAsync(this HttpClient client, string id, string state) =>
        Eventually.BecomesAsync(() => client.GetJsonAsync($"/webhooks/{id}"), webhook => webhook.GetProperty("state").GetString() == state);

    public static async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(this HttpClient client, string id) =>
        [.. (await client.GetJsonAsync($"/webhooks/{id}/deliveries")).EnumerateArray()];
}
