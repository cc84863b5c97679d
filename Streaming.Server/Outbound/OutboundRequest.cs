namespace Streaming.Server.Outbound;

/// <summary>A call to another server.</summary>
public sealed record OutboundRequest
{
    /// <summary>What is called: http or https. It is checked as by <see cref="OutboundUrls.Check"/>.</summary>
    public required Uri Url { get; init; }

    /// <summary>The method (default GET).</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Headers beside those of the body; <c>User-Agent</c> is <c>Streaming</c> where none is given.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The body; none is sent where it is empty and has no type.</summary>
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
    /// The longest wait for the body after the status. With a limit, the status is the response even if the body does not arrive. Null for
    /// the time limit of the call; then a missing
    /// body is a failure.
    /// </summary>
    public TimeSpan? MaxBodyWait { get; init; }

    /// <summary>
    /// The maximum number of bytes that are read of the response's body, at most <see cref="OutboundOptions.MaxResponseBytes"/>; null for
    /// that.
    /// </summary>
    public int? MaxResponseBytes { get; init; }
}
