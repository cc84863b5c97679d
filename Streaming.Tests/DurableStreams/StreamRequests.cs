using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreams;

/// <summary>Short helper methods for requests to streams.</summary>
internal static class StreamRequests
{
    /// <summary>Sends a request to a stream. A content type is only sent with a body.</summary>
    public static async Task<HttpResponseMessage> StreamAsync(
        this TestServer server, HttpMethod method, string stream, byte[]? body = null, string? contentType = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/v1/stream/{stream}");
        if (body is not null || contentType is not null)
        {
            request.Content = new ByteArrayContent(body ?? []);
            if (contentType is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
    }

    /// <summary>Creates a stream, and returns the offset of its end.</summary>
    public static async Task<string> CreateStreamAsync(
        this TestServer server, string stream, string contentType = "text/plain", string body = "",
        params (string Name, string Value)[] headers)
    {
        using var response = await server.StreamAsync(HttpMethod.Put, stream, Utf8(body), contentType, headers);
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return response.NextOffset();
    }

    /// <summary>Appends to a stream, and returns the offset of its end.</summary>
    public static async Task<string> AppendToStreamAsync(
        this TestServer server, string stream, string body, string contentType = "text/plain",
        params (string Name, string Value)[] headers)
    {
        using var response = await server.StreamAsync(HttpMethod.Post, stream, Utf8(body), contentType, headers);
        ((int)response.StatusCode).Should().BeOneOf([200, 204], await response.Content.ReadAsStringAsync());
        return response.NextOffset();
    }

    /// <summary>Closes a stream.</summary>
    public static async Task CloseStreamAsync(this TestServer server, string stream)
    {
        using var response = await server.StreamAsync(HttpMethod.Post, stream, headers: ("Stream-Closed", "true"));
        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    /// <summary>Returns the text of a read, which must be 200.</summary>
    public static async Task<string> ReadStreamAsync(this TestServer server, string streamAndQuery)
    {
        using var response = await server.StreamAsync(HttpMethod.Get, streamAndQuery);
        var text = await response.Content.ReadAsStringAsync().OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return text;
    }

    public static string NextOffset(this HttpResponseMessage response) => response.Value("Stream-Next-Offset")!;

    /// <summary>Returns the value of a response header; null if the response does not have it.</summary>
    public static string? Value(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    public static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
