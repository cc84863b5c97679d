using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Publishing;

/// <summary>
/// Creates idempotency keys in their scope. Callers, the application's code and the server have different scopes, so that their keys never
/// conflict.
/// </summary>
internal static class IdempotencyScope
{
    /// <summary>The operation that publishes to a topic.</summary>
    public const string Publish = "publish";

    /// <summary>The operation that publishes to a topic at a later time.</summary>
    public const string PublishLater = "publish later";

    /// <summary>The operation that enqueues a job of a type.</summary>
    public const string Enqueue = "enqueue";

    /// <summary>The operation that invites to a room.</summary>
    public const string Invite = "invite";

    /// <summary>Creates the key that a caller sent.</summary>
    /// <param name="by">The caller.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="target">The topic, job type or room.</param>
    /// <param name="name">The key as it was sent.</param>
    /// <param name="payload">The hash of the request; null for an upload.</param>
    /// <exception cref="RefusalException">The key is not valid.</exception>
    public static IdempotencyKey OfCaller(Caller by, string operation, string target, string name, byte[]? payload)
    {
        IdempotencyKey.Check(name);
        return by switch
        {
            { HasToken: false } => IdempotencyKey.Of(name, payload, "anonymous", operation, target),
            { Subject: { } subject } => IdempotencyKey.Of(name, payload, "subject", by.Issuer, subject, operation, target),
            // A token without a subject is a caller of its own.
            _ => IdempotencyKey.Of(name, payload, "token", by.TokenKey, by.Name, operation, target),
        };
    }

    /// <summary>Creates a key of the application's code.</summary>
    /// <exception cref="RefusalException">The key is not valid.</exception>
    public static IdempotencyKey OfApplication(string operation, string target, string name, byte[]? payload)
    {
        IdempotencyKey.Check(name);
        return IdempotencyKey.Of(name, payload, "application", operation, target);
    }

    /// <summary>Creates a key of the server itself.</summary>
    public static IdempotencyKey OfServer(string operation, string target, string name, byte[]? payload) =>
        IdempotencyKey.Of(name, payload, "server", operation, target);
}
