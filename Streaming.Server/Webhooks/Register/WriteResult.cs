namespace Streaming.Server.Webhooks.Register;

/// <summary>Contains the result of a write to the webhooks in a store.</summary>
/// <param name="IsWritten">True if the change was written; false if the stored webhook did not allow it, for example since it was
/// deleted.</param>
/// <param name="Health">How the write has changed whether deliveries to the webhook fail.</param>
internal readonly record struct WriteResult(bool IsWritten, HealthChange Health = HealthChange.None);
