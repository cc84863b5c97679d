namespace Streaming.Server.Webhooks.Register;

/// <summary>Contains the result of a write to the webhooks in a store.</summary>
/// <param name="IsWritten">True if the change was written; false if the stored webhook did not allow the change, for example because it was
/// deleted.</param>
/// <param name="Health">Whether deliveries to the webhook begin or cease to fail with this write.</param>
internal readonly record struct WriteResult(bool IsWritten, HealthChange Health = HealthChange.None);
