namespace Streaming.Server.Webhooks.Register;

/// <summary>States how a write to the store has changed the health of a webhook.</summary>
internal enum HealthChange
{
    /// <summary>The write has not changed whether deliveries to the webhook fail.</summary>
    None,

    /// <summary>A delivery has failed, and none failed before.</summary>
    Failing,

    /// <summary>The last topic whose deliveries failed was delivered.</summary>
    Recovered,
}
