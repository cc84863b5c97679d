namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>Lists the ways in which workers of a durable subscription learn of new messages.</summary>
internal enum SubscriptionKind
{
    /// <summary>When there are new messages, the server sends a signed request to a URL, and so wakes a worker.</summary>
    Webhook,

    /// <summary>
    /// The server appends a message to a stream that the workers read. A worker then claims the wake (the notice of new messages).
    /// </summary>
    PullWake,
}
