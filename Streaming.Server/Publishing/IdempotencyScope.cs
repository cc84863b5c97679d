using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Publishing;

/// <summary>
/// Creates idempotency keys. (A request that is repeated with the same key within 24 hours is carried out only once.) The same text becomes
/// a different key for each caller, for the application's code and for the server itself.
/// </summary>
internal static class IdempotencyScope
{
    /// <summary>The word in idempotency keys for the operation that publishes messages to a topic.</summary>
    public const string Publish = "publish";

    /// <summary>The word in idempotency keys for the operation that publishes messages to a topic at a later time.</summary>
    public const string PublishLater = "publish later";

    /// <summary>The word in idempotency keys for the operation that enqueues a job.</summary>
    public const string Enqueue = "enqueue";

    /// <summary>The word in idempotency keys for the operation that invites someone to a room.</summary>
    public const string Invite = "invite";

    /// <summary>Creates an idempotency key that is valid for one caller, one operation and one target, such as a topic.</summary>
    /// <param name="caller">The caller that sent the idempotency key.</param>
    /// <param name="operation">The operation that the request asks for, such as "publish".</param>
    /// <param name="target">The topic, job type or room on which the operation is carried out.</param>
    /// <param name="name">The text of the idempotency key, as the caller sent it.</param>
    /// <param name="payload">The hash of the data in the request. A later request with the same key and another hash is refused. Null for
    /// an upload, whose data arrives in parts.</param>
    /// <exception cref="RefusalException">The idempotency key is invalid.</exception>
    public static IdempotencyKey OfCaller(Caller caller, string operation, string target, string name, byte[]? payload)
    {
        IdempotencyKey.Check(name);
        return caller switch
        {
            { HasToken: false } => IdempotencyKey.Of(name, payload, "anonymous", operation, target),
            { Subject: { } subject } => IdempotencyKey.Of(name, payload, "subject", caller.Issuer, subject, operation, target),
            // A token without a subject (claim sub) does not identify a person or a program. An idempotency key of such a caller is
            // therefore valid only for requests with the same token.
            _ => IdempotencyKey.Of(name, payload, "token", caller.TokenKey, caller.Name, operation, target),
        };
    }

    /// <summary>
    /// Creates an idempotency key for the code of the hosting application. Such a key is different from all keys that clients send.
    /// </summary>
    /// <exception cref="RefusalException">The idempotency key is invalid.</exception>
    public static IdempotencyKey OfApplication(string operation, string target, string name, byte[]? payload)
    {
        IdempotencyKey.Check(name);
        return IdempotencyKey.Of(name, payload, "application", operation, target);
    }

    /// <summary>
    /// Creates an idempotency key for actions of the server itself, such as publishing the messages of a job. Such a key is different from
    /// all keys that clients send.
    /// </summary>
    public static IdempotencyKey OfServer(string operation, string target, string name, byte[]? payload) =>
        IdempotencyKey.Of(name, payload, "server", operation, target);
}
