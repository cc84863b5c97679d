namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A row of the store which states that deliveries to a webhook fail. The row exists from the first failed request of any topic until no
/// topic of the webhook fails any more.
/// </summary>
/// <param name="Webhook">The id of the webhook.</param>
/// <param name="FailingSince">The time of the first failed request (UTC).</param>
internal sealed record WebhookHealth(WebhookId Webhook, DateTime FailingSince)
{
    /// <summary>
    /// The time of the latest successful request while deliveries of another topic failed (UTC); null if no request has succeeded since the
    /// first failure.
    /// </summary>
    public DateTime? LastSuccess { get; init; }
}
