namespace Streaming.Server.Webhooks.Register;

/// <summary>States how a write to the store has changed the health of a webhook.</summary>
internal enum HealthChange
{
    /// <summary>The write has changed nothing: deliveries to the webhook still fail, or still succeed.</summary>
    None,

    /// <summary>With this write, deliveries to the webhook begin to fail: a delivery has failed, and none failed before.</summary>
    Failing,

    /// <summary>With this write, deliveries to the webhook cease to fail: the last failing topic was delivered.</summary>
    Recovered,
}
