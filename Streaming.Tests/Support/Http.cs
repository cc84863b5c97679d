using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Streaming.Tests.Support;

/// <summary>Short helper methods for HTTP requests.</summary>
public static class Http
{
    /// <summary>Publishes a text, and returns the response, which must be 201.</summary>
    public static async Task<JsonElement> PublishAsync(this HttpClient client, string topic, string text, string query = "")
    {
        using var response = await client.PostAsync(
            $"/topics/{topic}/messages{query}", new StringContent(text, Encoding.UTF8, "text/plain")).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Publishes a text with an idempotency key, and returns the position of its message.</summary>
    public static async Task<string> PublishKeyedAsync(this HttpClient client, string topic, string text, string key)
    {
        using var response = await client.PostAsync($"/topics/{topic}/messages", text, "text/plain", ("Idempotency-Key", key));
        response.IsSuccessStatusCode.Should().BeTrue(await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("last").GetString()!;
    }

    /// <summary>Posts a body unchanged.</summary>
    public static Task<HttpResponseMessage> PostAsync(
        this HttpClient client, string path, string body, string contentType, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request).OrTimeout();
    }

    /// <summary>Returns the JSON of a response that must be 200.</summary>
    public static Task<JsonElement> GetJsonAsync(this HttpClient client, string path) =>
        client.GetFromJsonAsync<JsonElement>(path).OrTimeout();

    /// <summary>Returns the <c>detail</c> sentence of a problem response, which must have this status.</summary>
    public static async Task<string> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, body);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        return JsonDocument.Parse(body).RootElement.GetProperty("detail").GetString()!;
    }
}
