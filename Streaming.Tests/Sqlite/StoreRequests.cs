using System.Net;
using System.Net.Http.Headers;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sqlite;

/// <summary>Requests that need the store, one for each endpoint and transport.</summary>
internal static class StoreRequests
{
    public static readonly IReadOnlyList<(HttpMethod Method, string Path, string? Body, string Type)> Writing =
    [
        (HttpMethod.Post, "/topics/news/messages", "hello", "text/plain"),
        (HttpMethod.Post, "/topics/news/messages", """[{"data":1},{"data":2}]""", "application/json"),
        (HttpMethod.Post, "/topics/news/messages", "{\"data\":1}\n{\"data\":2}\n", "application/x-ndjson"),
        (HttpMethod.Post, "/topics/news/messages?delay=1h", "later", "text/plain"),
        (HttpMethod.Post, "/jobs", """{"type":"retention","delay":"1h"}""", "application/json"),
        (HttpMethod.Put, "/schedules/nightly", """{"cron":"0 3 * * *","type":"retention"}""", "application/json"),
        (HttpMethod.Post, "/webhooks", """{"url":"http://127.0.0.1:9/","topics":["other"]}""", "application/json"),
    ];

    public static readonly IReadOnlyList<(HttpMethod Method, string Path, string? Body, string Type)> Reading =
    [
        (HttpMethod.Get, "/topics/news/messages", null, ""),
        (HttpMethod.Get, "/topics/news/messages?format=csv", null, ""),
        (HttpMethod.Get, "/topics", null, ""),
        (HttpMethod.Get, "/topics/news", null, ""),
        (HttpMethod.Get, "/topics/unread/events?after=earliest", null, ""),
        (HttpMethod.Get, "/jobs", null, ""),
        (HttpMethod.Get, "/schedules", null, ""),
        (HttpMethod.Get, "/webhooks", null, ""),
    ];

    /// <summary>Sends all requests, each of which must be refused with 503, and returns the sentences of the refusals.</summary>
    public static async Task<List<string>> RefusalsAsync(
        this HttpClient client, params IEnumerable<(HttpMethod Method, string Path, string? Body, string Type)> doors)
    {
        var sentences = new List<string>();
        foreach (var (method, path, body, type) in doors)
        {
            using var response = await client.SendAsync(Request(method, path, body, type), HttpCompletionOption.ResponseHeadersRead)
                .OrTimeout();
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                response.StatusCode.Should()
                    .Be(HttpStatusCode.ServiceUnavailable, "{0} {1} needs the store: {2}", method, path,
                    await response.Content.ReadAsStringAsync().OrTimeout());
            sentences.Add(await response.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        }

        return sentences;
    }

    /// <summary>Sends all requests, none of which may cause an unexpected server error, and returns their status codes.</summary>
    public static async Task<List<HttpStatusCode>> StatusesAsync(
        this HttpClient client, IEnumerable<(HttpMethod Method, string Path, string? Body, string Type)> doors)
    {
        var statuses = new List<HttpStatusCode>();
        foreach (var (method, path, body, type) in doors)
        {
            using var response = await client.SendAsync(Request(method, path, body, type)).OrTimeout();
            response.StatusCode.Should().NotBe(HttpStatusCode.InternalServerError, "{0} {1} is refused with a sentence", method, path);
            statuses.Add(response.StatusCode);
        }

        return statuses;
    }

    /// <summary>Returns the status of /health/ready.</summary>
    public static async Task<HttpStatusCode> ReadyAsync(this HttpClient client)
    {
        using var ready = await client.GetAsync("/health/ready").OrTimeout();
        return ready.StatusCode;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? body, string type) =>
        new(method, path) { Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue(type)) };
}
