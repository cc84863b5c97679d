using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Makes a write (<see cref="WebhookChange"/>) to the rows of a store's webhooks, inside a transaction of that store. Contains the rules of
/// webhooks that all stores have in common.
/// </summary>
internal static class WebhookTransaction
{
    /// <summary>Makes one write to the rows of webhooks, by the rules that all stores have in common.</summary>
    /// <returns>Whether the rows were changed as requested, and whether deliveries to the webhook begin or cease to fail because of the
    /// change.</returns>
    public static WriteResult Run(IWebhookRows rows, WebhookChange change) => change switch
    {
        SaveWebhook save => new WriteResult(Save(rows, save)),
        DeleteWebhook delete => new WriteResult(Delete(rows, delete.Id)),
        MoveCursor move => Move(rows, move),
        AddDelivery add => new WriteResult(Add(rows, add.Id, [add.Delivery], add.Keep)),
        UpdateDeferred update => Update(rows, update),
        _ => throw new NotSupportedException($"{change.GetType().Name} is not supported."),
    };

    private static bool Save(IWebhookRows rows, SaveWebhook save)
    {
        var webhook = save.Webhook;
        var before = rows.Find(webhook.Id);
        if ((before?.Version ?? 0) != webhook.Version - 1)
            return false;
        rows.Save(webhook);
        // If the changed webhook no longer receives a topic, its cursor (position) in the topic is deleted. If the topic is added to the
        // webhook again later, the webhook receives only messages from that time on.
        var changesTopics = before is not null && !before.Topics.SequenceEqual(webhook.Topics, StringComparer.Ordinal);
        if (changesTopics)
        {
            foreach (var topic in rows.CursorTopics(webhook.Id).Where(topic => !webhook.Receives(topic)))
                rows.DeleteCursor(webhook.Id, topic);
        }

        // Deletes the record that deliveries to the webhook fail, if no failure is left. As long as a topic still fails, the record stays:
        // its time of the last success decides whether the webhook is disabled.
        if (save.ClearsFailures || (changesTopics && rows.FindHealth(webhook.Id) is not null && !rows.HasFailures(webhook.Id)))
            rows.DeleteHealth(webhook.Id);

        foreach (var start in save.Starts.Where(start => rows.FindCursor(webhook.Id, start.Topic) is null))
            rows.SaveCursor(webhook.Id, start);
        // A topic whose request was refused waited, because its messages were needed in order. If they no longer are, the next refusal must
        // count as the first one, so that it defers only the messages of its request.
        if (save.ClearsFailures || (before is { IsOrdered: true } && !webhook.IsOrdered))
            rows.ClearFailures(webhook.Id);
        return true;
    }

    private static bool Delete(IWebhookRows rows, WebhookId id)
    {
        if (rows.Find(id) is null)
            return false;
        rows.Delete(id);
        return true;
    }

    private static WriteResult Move(IWebhookRows rows, MoveCursor move)
    {
        if (!Add(rows, move.Id, move.Deliveries, move.Keep))
            return default;
        // While the request was sent, the topic may have been removed from the webhook. A cursor would then remain, from which the webhook
        // would continue if it received the topic again.
        if (rows.Find(move.Id) is not { } webhook || !webhook.Receives(move.Cursor.Topic))
            return default;
        var stored = rows.FindCursor(move.Id, move.Cursor.Topic);
        if (move.From is { } from && (from.Offset != (stored?.Offset ?? 0) || from.Epoch != stored?.Epoch))
            return default;
        rows.SaveCursor(move.Id, move.IsOrdered && !webhook.IsOrdered ? WithoutFailures(move.Cursor) : move.Cursor);
        foreach (var batch in move.Deferred)
            rows.SaveDeferred(move.Id, batch);
        var failed = move.Cursor.FailingSince ?? (move.Deferred is [var first, ..] ? first.FailingSince : null);
        var succeeded = move.Deliveries.LastOrDefault(delivery => delivery.Error is null)?.Time;
        return new WriteResult(IsWritten: true, WebhookHealthRules.Apply(rows, move.Id, failed, succeeded));
    }

    private static WriteResult Update(IWebhookRows rows, UpdateDeferred update)
    {
        if (!Add(rows, update.Id, update.Delivery is { } delivery ? [delivery] : [], update.Keep))
            return default;
        var batch = rows.FindDeferred(update.Id, update.Topic, update.After);
        var isReplaced = batch is not null
            && (batch.Through != update.Through || (update.Epoch is not null && batch.Epoch != update.Epoch));
        if (update.Error is null)
        {
            if (!isReplaced)
                rows.DeleteDeferred(update.Id, update.Topic, update.After);
            // The receiver accepts messages of the topic again. The cursor (the webhook's position in the topic) still records the failure
            // of the request whose messages were deferred (put aside, to be sent again later). If the cursor names no failed request that
            // must be repeated (Through is null), its failure is removed.
            if (rows.FindCursor(update.Id, update.Topic) is { Failures: > 0, Through: null } cursor)
                rows.SaveCursor(update.Id, WithoutFailures(cursor));
        }
        else if (batch is not null && !isReplaced)
            rows.SaveDeferred(update.Id, batch with { Failures = batch.Failures + 1, Error = update.Error });
        var time = update.Delivery?.Time;
        return new WriteResult(
            IsWritten: true,
            WebhookHealthRules.Apply(
                rows, update.Id, update.Error is null ? null : time, update.Error is null ? time : null));
    }

    private static WebhookCursor WithoutFailures(WebhookCursor cursor) =>
        cursor with { Failures = 0, FailingSince = null, Error = null };

    private static bool Add(IWebhookRows rows, WebhookId id, IReadOnlyList<WebhookDelivery> deliveries, int keep)
    {
        if (rows.Find(id) is null)
            return false;
        foreach (var delivery in deliveries)
            rows.AddDelivery(id, delivery, keep);
        return true;
    }
}
