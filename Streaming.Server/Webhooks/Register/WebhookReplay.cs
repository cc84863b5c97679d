using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Moves the position of a webhook in a topic back, so that messages are delivered again.</summary>
internal sealed class WebhookReplay(WebhookResults results, ITopicLog log, WebhookEnqueuer jobs)
{
    /// <summary>
    /// Moves the position of a webhook in a topic back to the requested position. Then enqueues a job that delivers the messages after this
    /// position again.
    /// </summary>
    /// <exception cref="RefusalException">The webhook does not receive the topic, or the topic does not have the position.</exception>
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
        await results.WriteAsync(new MoveCursor(webhook.Id, From: null, new WebhookCursor(topic, after.Offset)), cancellationToken);
        if (webhook.State == WebhookState.Active)
            await jobs.DeliverAsync(webhook.Id, topic, cancellationToken: cancellationToken);
        return ReplayView.Of(webhook.Id, topic, after, state.Newest);
    }
}
