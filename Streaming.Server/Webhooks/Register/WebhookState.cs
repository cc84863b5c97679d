namespace Streaming.Server.Webhooks.Register;

/// <summary>States whether messages are sent to a webhook.</summary>
internal enum WebhookState
{
    /// <summary>Messages are sent to the webhook.</summary>
    Active,

    /// <summary>An administrator has paused the webhook: no messages are sent to it.</summary>
    Paused,

    /// <summary>The server has disabled the webhook, because it failed for too long or its receiver responded with 410 Gone.</summary>
    Disabled,
}
