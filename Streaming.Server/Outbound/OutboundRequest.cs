namespace Streaming.Server.Outbound;

/// <summary>A call to another server.</summary>
public sealed record OutboundRequest
{
    /// <summary>The URL to call: http or https. It is checked as by <see cref="OutboundUrls.Check"/>.</summary>
    public required Uri Url { get; init; }

    /// <summary>The method (default GET).</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>The headers other than those of the body. Without a <c>User-Agent</c>, <c>Streaming</c> is sent as its value.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The body. If it is empty and has no type, no body is sent.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body's type, such as <c>application/json</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// The time limit of the call from its permit to the last byte of the response, at most 10 minutes; null for
    /// <see cref="OutboundOptions.Timeout"/>.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The longest wait for a permit, zero to fail at once if none is free; null for <see cref="OutboundOptions.MaxWait"/>.
    /// </summary>
    public TimeSpan? MaxWait { get; init; }

    /// <summary>Whether redirects to the same host are followed. If not, a redirect is a normal response.</summary>
    public bool FollowsRedirects { get; init; } = true;

    /// <summary>
    /// The longest wait for the body after the status. With a limit, a body that does not arrive completely in time is dropped, and the
    /// call succeeds with the status alone. Null for the time limit of the call; then a body that does not arrive completely is a failure.
    /// </summary>
    public TimeSpan? MaxBodyWait { get; init; }

    /// <summary>
    /// The maximum number of bytes that are read of the response's body, at most <see cref="OutboundOptions.MaxResponseBytes"/>; null for
    /// that maximum.
    /// </summary>
    public int? MaxResponseBytes { get; init; }
}
