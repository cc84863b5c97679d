namespace Streaming.Server.Outbound;

/// <summary>A request that the server sends to another server.</summary>
public sealed record OutboundRequest
{
    /// <summary>The http or https URL to call. If <see cref="OutboundUrls.Check"/> refuses the URL, it is not called.</summary>
    public required Uri Url { get; init; }

    /// <summary>The HTTP method of the request (default GET).</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>
    /// The headers of the request, except headers that describe its body, such as <c>Content-Type</c>. If <c>User-Agent</c> is not set, the
    /// name and the version of this server are sent.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The body of the request. If the body is empty and <see cref="ContentType"/> is null, the request has no body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The content type of the request's body, such as <c>application/json</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// The time limit of the call, from its start until the last byte of the response is read. The time in which the call waits for other
    /// calls to end is not included. At most 10 minutes; null for the configured limit (<see cref="OutboundOptions.Timeout"/>).
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The longest time that the call waits if the limit of concurrent calls is reached. Zero: the call does not wait and fails at once.
    /// Null for the configured time (<see cref="OutboundOptions.MaxWait"/>).
    /// </summary>
    public TimeSpan? MaxWait { get; init; }

    /// <summary>
    /// Whether the call follows redirects to the same host (default true). If false, a redirect is returned as a normal response.
    /// </summary>
    public bool FollowsRedirects { get; init; } = true;

    /// <summary>
    /// The longest wait for the body of the response after the status was received. If the body is not complete by then, the call succeeds
    /// without a body. If null, only the time limit of the call applies, and an incomplete body makes the call fail.
    /// </summary>
    public TimeSpan? MaxBodyWait { get; init; }

    /// <summary>
    /// The maximum number of bytes that the call reads of the response's body. If null or greater than
    /// <see cref="OutboundOptions.MaxResponseBytes"/>, that option is the limit.
    /// </summary>
    public int? MaxResponseBytes { get; init; }

    /// <summary>
    /// Whether a response with status 502, 503 or 504 counts as a failure of the host (default true). After several failures, calls to the
    /// host are blocked for a time. If false, only calls without a response count as failures.
    /// </summary>
    internal bool CountsStatus { get; init; } = true;
}
