namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>Lists the ways in which workers of a durable subscription learn of new messages.</summary>
internal enum SubscriptionKind
{
    /// <summary>The server sends a signed request to a URL. The request wakes a worker.</summary>
    Webhook,

    /// <summary>
    /// The server appends a message to a stream that the workers read. A worker then claims the wake (the notice of new messages).
    /// </summary>
    PullWake,
}
