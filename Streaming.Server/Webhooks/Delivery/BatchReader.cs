using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Reads the messages for one request to a webhook from the log (the store of messages).</summary>
internal sealed class BatchReader(ITopicLog log, TopicRegistry topics, IOptions<WebhookOptions> options, StoreClock time)
{
    // The number of messages that are read at once for a webhook that receives only some types of messages. The number may be larger than a
    // batch, because most of the messages may be of other types.
    private const int PageOfTypes = 1_000;

    /// <summary>
    /// Returns true if webhooks can receive the topic. A topic that is kept only in memory cannot be received, because it is not durable
    /// and other processes cannot read it.
    /// </summary>
    public bool CanRead(TopicName topic) => ReferenceEquals(topics.GetLog(topic), log);

    /// <summary>Returns whether a topic was deleted since it had the given epoch; false if the epoch is null.</summary>
    public async ValueTask<bool> IsDeletedAsync(TopicName topic, string? epoch, CancellationToken cancellationToken) =>
        epoch is not null && await CurrentOffset.FindAsync(
            log, topic, new Position(epoch, 0), await log.GetStateAsync(topic, cancellationToken), cancellationToken) is null;

    /// <summary>
    /// Returns the messages of a topic after a cursor, as many as one request to a webhook may contain. Returns null if there are no
    /// messages after the cursor. If the topic was deleted and has begun again since, these are its first messages.
    /// </summary>
    /// <param name="webhook">The webhook, with its message types and the maximum size of a batch.</param>
    /// <param name="cursor">The topic to read, and the offset after which to read. A repeated request has the same messages as the request
    /// that failed, so it ends at the offset <see cref="WebhookCursor.Through"/>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async ValueTask<MessageBatch?> NextAsync(Webhook webhook, WebhookCursor cursor, CancellationToken cancellationToken)
    {
        var topic = cursor.Topic;
        var state = await log.GetStateAsync(topic, cancellationToken);
        var position = cursor.PositionIn(state);
        var after = await CurrentOffset.FindAsync(log, topic, position, state, cancellationToken) ?? 0;
        var through = position.Epoch == state.Epoch ? cursor.Through : null;
        var end = Math.Min(through ?? long.MaxValue, state.Newest);
        if (after >= end)
            return null;
        var size = new PageSize(webhook.Types.Count > 0 ? PageOfTypes : webhook.Batch, options.Value.MaxBatchBytes);
        var page = await log.ReadAsync(topic, after + 1, end, size, cancellationToken);
        var isKnown = page.Count > 0 && page[^1].Position.Epoch == state.Epoch;
        // The topic was deleted during the read, and may have begun again, so the page is not what follows the cursor.
        if (!isKnown && (await log.GetStateAsync(topic, cancellationToken)).Epoch != state.Epoch)
            return await NextAsync(webhook, cursor, cancellationToken);
        var (from, last) = (new Position(state.Epoch, after), page.Count == 0 ? end : after);
        var messages = new List<Message>();
        var oldest = page.Count > 0 ? page[0].Offset : Math.Max(state.Oldest, end + 1);
        if (oldest > after + 1)
            messages.Add(Gap.Create(topic, from, state.Epoch, oldest, Math.Max(state.Newest, oldest - 1), time.GetUtcNow().UtcDateTime));
        for (var i = 0; i < page.Count && messages.Count < webhook.Batch; i++)
        {
            last = page[i].Offset;
            if (webhook.ReceivesType(page[i].Type))
                messages.Add(page[i]);
        }

        return new MessageBatch(topic, from, new Position(state.Epoch, last), messages);
    }
}
