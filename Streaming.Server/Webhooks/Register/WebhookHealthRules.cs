namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Keeps the health of webhooks in the rows of a store: whether deliveries to a webhook fail. The rules run inside the transaction that
/// stores the result of a request, so that exactly one of several processes notices each change.
/// </summary>
internal static class WebhookHealthRules
{
    /// <summary>
    /// Updates the health of a webhook after requests. Called when all other changes that result from these requests are made.
    /// </summary>
    /// <param name="rows">The rows of the store.</param>
    /// <param name="id">The id of the webhook.</param>
    /// <param name="failed">The time of the first failed request (UTC); null if no request has failed.</param>
    /// <param name="succeeded">The time of the latest request that has succeeded (UTC); null if none has.</param>
    public static HealthChange Apply(IWebhookRows rows, WebhookId id, DateTime? failed, DateTime? succeeded)
    {
        var before = rows.FindHealth(id);
        if (before is null && failed is null)
            return HealthChange.None;
        if (before is not null && !rows.HasFailures(id))
        {
            rows.DeleteHealth(id);
            return HealthChange.Recovered;
        }

        var after = (before ?? new WebhookHealth(id, failed!.Value)) with { LastSuccess = succeeded ?? before?.LastSuccess };
        if (after != before)
            rows.SaveHealth(after);
        return before is null ? HealthChange.Failing : HealthChange.None;
    }
}
