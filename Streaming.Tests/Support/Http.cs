using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Streaming.Tests.Support;

/// <summary>What tests do over HTTP again and again.</summary>
public static class Http
{
    /// <summary>Publishes text and gives the answer, which must be 201.</summary>
    public static async Task<JsonElement> PublishAsync(this HttpClient client, string topic, string text, string query = "")
    {
        using var response = await client.PostAsync(
            $"/topics/{topic}/messages{query}", new StringContent(text, Encoding.UTF8, "text/plain")).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Posts a body as it is.</summary>
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

    /// <summary>The JSON of an answer that must be 200.</summary>
    public static Task<JsonElement> GetJsonAsync(this HttpClient client, string path) =>
        client.GetFromJsonAsync<JsonElement>(path).OrTimeout();

    /// <summary>The sentence of a problem, which must have this status.</summary>
    public static async Task<string> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, body);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        return JsonDocument.Parse(body).RootElement.GetProperty("detail").GetString()!;
    }
}
