using System.Net.Http.Headers;

namespace Streaming.Server.Outbound;

/// <summary>
/// Converts an outbound call (a request of this server to another server) to a request of <see cref="HttpClient"/>, and converts the HTTP
/// response back.
/// </summary>
internal static class HttpMessageMapper
{
    private static readonly string s_agent = $"Streaming/{typeof(HttpMessageMapper).Assembly.GetName().Version?.ToString(2)}";

    // Callers must not set these headers, because the headers determine to which host the HTTP message goes, or where the message ends.
    private static readonly HashSet<string> s_reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "Expect", "TE", "Trailer", "Keep-Alive",
            "Proxy-Authorization", "Proxy-Connection",
    };

    /// <exception cref="ArgumentException">A header is not allowed, or the value of a header contains a line break or a null
    /// character.</exception>
    public static HttpRequestMessage ToHttpRequest(OutboundRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Url);
        if (request.Body.Length > 0 || request.ContentType is not null)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            if (request.ContentType is { } type)
                message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, value) in request.Headers)
            Add(message, name, value);
        if (message.Headers.UserAgent.Count == 0)
            message.Headers.TryAddWithoutValidation("User-Agent", s_agent);
        return message;
    }

    public static OutboundResponse ToResponse(HttpResponseMessage response, OutboundCall call, TimeSpan duration)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            headers[header.Key] = header.Value.ToString();
        return new OutboundResponse
        {
            Status = (int)response.StatusCode,
            Headers = headers,
            Body = call.Body,
            IsTruncated = call.IsTruncated,
            Duration = duration
        };
    }

    private static void Add(HttpRequestMessage message, string name, string value)
    {
        if (s_reserved.Contains(name) || value.AsSpan().ContainsAny('\r', '\n', '\0')
            || !message.Headers.TryAddWithoutValidation(name, value))
            throw new ArgumentException($"The header {name} is not allowed, or its value is not valid.", nameof(name));
    }
}
