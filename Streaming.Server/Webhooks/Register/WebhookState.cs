namespace Streaming.Server.Webhooks.Register;

/// <summary>Whether a webhook gets messages.</summary>
internal enum WebhookState
{
    /// <summary>It does.</summary>
    Active,

    /// <summary>Somebody lets it rest.</summary>
    Paused,

    /// <summary>It has failed for so long that the server has given up, or its receiver has said that it is gone.</summary>
    Disabled,
}
