using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Moves the position of a webhook in a topic back, so that messages are delivered again, or forward, so that messages are never delivered.
/// </summary>
internal sealed class WebhookReplay(WebhookResults results, IWebhookStore store, ITopicLog log, WebhookEnqueuer jobs)
{
    /// <summary>
    /// Moves the position of a webhook in a topic to the requested position. Then enqueues a job that delivers the messages after this
    /// position.
    /// </summary>
    /// <exception cref="RefusalException">
    /// The webhook does not receive the topic, the topic does not have the position, or messages before the position were not delivered yet
    /// and the request does not allow to skip them.
    /// </exception>
    public async Task<ReplayView> StartAsync(Webhook webhook, ReplayRequest request, CancellationToken cancellationToken)
    {
        var topic = TopicName.Parse(request.Topic);
        if (!webhook.Receives(topic))
            throw RefusalException.Invalid($"The webhook does not receive {topic}; it receives {string.Join(", ", webhook.Topics)}.");
        var state = await log.GetStateAsync(topic, cancellationToken);
        var after = request.After == "earliest" ? new Position(state.Epoch, state.Oldest - 1) : Position.Parse(request.After);
        if (!(await ResumePoint.FindAsync(log, topic, after, state, cancellationToken)).IsWhole)
            throw RefusalException.Invalid(
                $"The topic does not have this position now; its newest message is at {new Position(state.Epoch, state.Newest)}.");
        var delivered = await store.FindCursorAsync(webhook.Id, topic, cancellationToken) ?? new WebhookCursor(topic, 0);
        var offset = await CurrentOffset.FindAsync(log, topic, delivered.PositionIn(state), state, cancellationToken);
        var skipped = Math.Max(0, after.Offset - Math.Max(offset ?? 0, state.Oldest - 1));
        if (skipped > 0 && !request.Skip)
            throw RefusalException.Invalid(
                $"The webhook has not received {skipped} messages up to {after} yet, and would never receive them. Give an earlier " +
                "position, or \"skip\": true to leave these messages out.");
        var moved = new WebhookCursor(topic, after.Offset) { Epoch = state.Epoch };
        await results.WriteAsync(new MoveCursor(webhook.Id, From: null, moved), cancellationToken);
        if (webhook.State == WebhookState.Active)
            await jobs.DeliverAsync(webhook.Id, topic, cancellationToken: cancellationToken);
        return ReplayView.Of(webhook.Id, topic, after, state.Newest, skipped);
    }
}
