using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>The header by which a client says that two requests are one.</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    /// <summary>The key as it was sent; null if none was.</summary>
    /// <exception cref="RefusalException">The header is not one valid key.</exception>
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
