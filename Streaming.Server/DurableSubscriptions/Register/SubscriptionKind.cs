namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>States how the workers of a durable subscription learn of new messages.</summary>
internal enum SubscriptionKind
{
    /// <summary>The server sends a signed request to a URL.</summary>
    Webhook,

    /// <summary>The server appends a message to a stream that the workers read; a worker then claims the subscription.</summary>
    PullWake,
}
