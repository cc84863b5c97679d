namespace Streaming.Server.Publishing;

/// <summary>The header by which a client says that two requests are one.</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    /// <summary>The key as it was sent: an empty one is refused later, and not taken for none.</summary>
    public static string? KeyOf(HttpRequest request) => request.Headers.TryGetValue(Name, out var values) ? values.ToString() : null;
}
