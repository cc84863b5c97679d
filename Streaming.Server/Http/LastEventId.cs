namespace Streaming.Server.Http;

/// <summary>
/// Reads the id of the last event that a reconnecting client has received. A browser's <c>EventSource</c> sends it in a header; clients
/// that cannot set headers send it as a query parameter.
/// </summary>
internal static class LastEventId
{
    /// <summary>The request header that contains the id.</summary>
    public const string Header = "Last-Event-ID";

    /// <summary>The query parameter that contains the id. As in all names of query parameters, case does not matter.</summary>
    public const string QueryName = "lastEventId";

    /// <summary>
    /// Returns the id of the last event that the client has received; null if the client does not reconnect. The header takes precedence
    /// over the query parameter, which may come from a URL that the client repeats.
    /// </summary>
    public static string? Of(HttpRequest request) =>
        request.Headers[Header].ToString() is { Length: > 0 } id ? id : QueryValues.Text(request, QueryName);
}
