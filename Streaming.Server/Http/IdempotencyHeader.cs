using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>The header by which a client marks a repeated request.</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    /// <summary>The key of a request; null without the header.</summary>
    /// <exception cref="RefusalException">There are several headers, or the key is not valid.</exception>
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
