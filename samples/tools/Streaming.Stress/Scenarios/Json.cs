using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Sends requests of scenarios and parses their responses.</summary>
internal static class Json
{
    /// <summary>Requests a document.</summary>
    /// <exception cref="StressException">The status is not 2xx.</exception>
    public static Task<JsonElement> GetAsync(HttpClient http, Uri uri, CancellationToken cancellationToken) =>
        SendAsync(http, HttpMethod.Get, uri, body: null, cancellationToken);

    /// <summary>Sends a JSON body, and returns the body of the response.</summary>
    /// <exception cref="StressException">The status is not 2xx.</exception>
    public static async Task<JsonElement> SendAsync(
        HttpClient http, HttpMethod method, Uri uri, string? body, CancellationToken cancellationToken, string? key = null)
    {
        using var response = await http.SendAsync(Request(method, uri, body, key), cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new StressException($"{method} {uri} was answered with {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Creates a request with a JSON body.</summary>
    public static HttpRequestMessage Request(HttpMethod method, Uri uri, string? body, string? key = null, string? token = null)
    {
        var request = new HttpRequestMessage(method, uri);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
