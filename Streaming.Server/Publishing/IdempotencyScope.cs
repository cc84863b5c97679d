using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Publishing;

/// <summary>Makes idempotency keys in their scope. No caller's key is in the scope of another caller, of the application's code, or of the server itself.</summary>
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

    /// <summary>A key that a caller has sent.</summary>
    /// <param name="by">The caller.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="target">The topic, job type or room.</param>
    /// <param name="name">The key as it was sent.</param>
    /// <param name="payload">The hash of what was sent; null for an upload.</param>
    /// <exception cref="RefusalException">The key is not valid.</exception>
    public static IdempotencyKey OfCaller(Caller by, string operation, string target, string name, byte[]? payload)
    {
        IdempotencyKey.Check(name);
        return by switch
        {
            { HasToken: false } => IdempotencyKey.Of(name, payload, "anonymous", operation, target),
            { Subject: { } subject } => IdempotencyKey.Of(name, payload, "subject", by.Issuer, subject, operation, target),
            // A token without a subject is its own caller.
            _ => IdempotencyKey.Of(name, payload, "token", by.TokenKey, by.Name, operation, target),
        };
    }

    /// <summary>A key that code of the application has given.</summary>
    /// <exception cref="RefusalException">The key is not valid.</exception>
    public static IdempotencyKey OfApplication(string operation, string target, string name, byte[]? payload)
    {
        IdempotencyKey.Check(name);
        return IdempotencyKey.Of(name, payload, "application", operation, target);
    }

    /// <summary>A key of the server's own.</summary>
    public static IdempotencyKey OfServer(string operation, string target, string name, byte[]? payload) =>
        IdempotencyKey.Of(name, payload, "server", operation, target);
}
