using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>
/// Reads the request header <c>Idempotency-Key</c>: a request that is repeated with the same key is carried out only once.
/// </summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    /// <summary>Returns the idempotency key of a request; null if the request has no header <c>Idempotency-Key</c>.</summary>
    /// <exception cref="RefusalException">The request has several headers <c>Idempotency-Key</c>, or the key is invalid.</exception>
    public static string? KeyOf(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Name, out var values))
            return null;
        if (values.Count != 1)
            throw RefusalException.Invalid($"The request has {values.Count} headers {Name}; send one.");
        var key = values.ToString();
        IdempotencyKey.Check(key);
        return key;
    }
}
