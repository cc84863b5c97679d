using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Writes the results of deliveries to the store. If deliveries to a webhook begin or cease to fail with a write, also publishes a message
/// about this.
/// </summary>
internal sealed class WebhookResults(IWebhookStore store, WebhookNotices notices)
{
    /// <summary>
    /// Stores the new position of a webhook in a topic (its cursor). Also adds the requests of this delivery to the webhook's list of
    /// requests.
    /// </summary>
    /// <returns>True if the change was written; false if the stored webhook did not allow the change.</returns>
    public async Task<bool> WriteAsync(MoveCursor move, CancellationToken cancellationToken) =>
        await WriteAsync(
            move, move.Id, move.Cursor.Topic, move.Cursor.Error ?? (move.Deferred is [var first, ..] ? first.Error : null),
            cancellationToken);

    /// <summary>Writes the result of a request with messages of a deferred batch (messages that the receiver refused before).</summary>
    public async Task WriteAsync(UpdateDeferred update) =>
        await WriteAsync(update, update.Id, update.Topic, update.Error, CancellationToken.None);

    private async Task<bool> WriteAsync(
        WebhookChange change, WebhookId id, TopicName topic, string? error, CancellationToken cancellationToken)
    {
        var result = await store.WriteAsync(change, cancellationToken);
        await notices.PublishHealthAsync(id, topic, result.Health, error);
        return result.IsWritten;
    }
}
