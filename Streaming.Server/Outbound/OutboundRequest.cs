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

    /// <summary>How long the call may take, from its turn to the last byte of the answer, at most 10 minutes; null for <see cref="OutboundOptions.Timeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long it may wait for its turn, zero to fail at once where it would have to; null for <see cref="OutboundOptions.MaxWait"/>.</summary>
    public TimeSpan? MaxWait { get; init; }

    /// <summary>Whether redirects to the same host are followed; if not, one is an answer like any other.</summary>
    public bool FollowsRedirects { get; init; } = true;

    /// <summary>
    /// How long the body is waited for once the status is there; null for as long as the call may take, and then a body that does not come is a failure. With a limit, the status
    /// is the answer, whatever becomes of the body.
    /// </summary>
    public TimeSpan? MaxBodyWait { get; init; }

    /// <summary>How much of the answer's body is read, in bytes, at most <see cref="OutboundOptions.MaxResponseBytes"/>; null for that.</summary>
    public int? MaxResponseBytes { get; init; }
}
