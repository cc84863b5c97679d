using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Publishing;

/// <summary>
/// Creates idempotency keys (a request with a key is carried out once within 24 hours). Each caller, the application's code and the server
/// itself have separate scopes, so that equal keys of two of them never conflict.
/// </summary>
internal static class IdempotencyScope
{
    /// <summary>The name that an idempotency key contains for the operation that publishes messages to a topic.</summary>
    public const string Publish = "publish";

    /// <summary>The name that an idempotency key contains for the operation that publishes messages to a topic at a later time.</summary>
    public const string PublishLater = "publish later";

    /// <summary>The name that an idempotency key contains for the operation that enqueues a job.</summary>
    public const string Enqueue = "enqueue";

    /// <summary>The name that an idempotency key contains for the operation that invites someone to a room.</summary>
    public const string Invite = "invite";

    /// <summary>Creates an idempotency key that is valid for one caller, operation and target.</summary>
    /// <param name="by">The caller that sent the key.</param>
    /// <param name="operation">The name of the operation.</param>
    /// <param name="target">The topic, job type or room on which the operation is carried out.</param>
    /// <param name="name">The key as the caller sent it.</param>
    /// <param name="payload">The hash of the request's data, which detects another request with the same key; null for an upload.</param>
    /// <exception cref="RefusalException">The key is invalid.</exception>
    public static IdempotencyKey OfCaller(Caller by, string operation, string target, string name, byte[]? payload)
    {
        IdempotencyKey.Check(name);
        return by switch
        {
            { HasToken: false } => IdempotencyKey.Of(name, payload, "anonymous", operation, target),
            { Subject: { } subject } => IdempotencyKey.Of(name, payload, "subject", by.Issuer, subject, operation, target),
            // A token without a subject identifies a caller by itself.
            _ => IdempotencyKey.Of(name, payload, "token", by.TokenKey, by.Name, operation, target),
        };
    }

    /// <summary>Creates an idempotency key of the hosting application's own code.</summary>
    /// <exception cref="RefusalException">The key is invalid.</exception>
    public static IdempotencyKey OfApplication(string operation, string target, string name, byte[]? payload)
    {
        IdempotencyKey.Check(name);
        return IdempotencyKey.Of(name, payload, "application", operation, target);
    }

    /// <summary>Creates an idempotency key of the server itself.</summary>
    public static IdempotencyKey OfServer(string operation, string target, string name, byte[]? payload) =>
        IdempotencyKey.Of(name, payload, "server", operation, target);
}
