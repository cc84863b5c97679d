namespace Streaming.Server.Webhooks.Register;

/// <summary>The state of a webhook.</summary>
internal enum WebhookState
{
    /// <summary>Messages are sent.</summary>
    Active,

    /// <summary>An administrator has paused it.</summary>
    Paused,

    /// <summary>The server has disabled it: it has failed for too long, or its receiver answered 410 Gone.</summary>
    Disabled,
}
