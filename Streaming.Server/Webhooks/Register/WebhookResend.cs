using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Delivery;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Sends one earlier request to the receiver of a webhook again, with the same messages and the same id, and adds the new request to the
/// webhook's list of requests. The position of the webhook in the topic does not change.
/// </summary>
internal sealed class WebhookResend(IWebhookStore store, ITopicLog log, DeliverySender sender, IOptions<WebhookOptions> options)
{
    private const int NewestToSearch = 100;

    /// <summary>
    /// Sends again the request that has the given number in the webhook's list of requests. Returns the new request with its result.
    /// </summary>
    /// <exception cref="RefusalException">The list does not contain the request, the request was a test, or the store no longer has the
    /// messages as they were sent.</exception>
    public async Task<WebhookDelivery> SendAsync(Webhook webhook, long number, CancellationToken cancellationToken)
    {
        var page = await store.ListDeliveriesAsync(webhook.Id, number == long.MaxValue ? number : number + 1, 1, cancellationToken);
        if (page is not [var delivery] || delivery.Number != number)
            throw new RefusalException(
                RefusalReason.NotFound,
                $"Webhook {webhook.Id} has no delivery {number} (any more); GET /webhooks/{webhook.Id}/deliveries lists them.");
        if (delivery is not { Topic: { } topic, First: { } first, Last: { } last })
            throw RefusalException.Invalid($"Delivery {number} was a test request; use POST /webhooks/{webhook.Id}/test.");
        var batch = await ReadAsync(webhook, new TopicName(topic), Position.Parse(first), Position.Parse(last), cancellationToken);
        if (batch?.Messages.Count != delivery.Count)
            throw new RefusalException(
                RefusalReason.Conflict,
                $"Delivery {number} cannot be sent again: its messages were deleted meanwhile, or the webhook now receives other types. " +
                $"Use POST /webhooks/{webhook.Id}/replay to send the messages that remain.");
        var result = await sender.ResendAsync(webhook, batch, delivery, cancellationToken);
        await store.WriteAsync(new AddDelivery(webhook.Id, result.Delivery, options.Value.KeepDeliveries), cancellationToken);
        // The store has numbered the request.
        var newest = await store.ListDeliveriesAsync(webhook.Id, long.MaxValue, NewestToSearch, cancellationToken);
        return newest.FirstOrDefault(each => each.MessageId == result.Delivery.MessageId) ?? result.Delivery;
    }

    // Returns the messages from one position to another, both included, whose types the webhook receives. Returns null if the topic no
    // longer has these positions.
    private async Task<MessageBatch?> ReadAsync(
        Webhook webhook, TopicName topic, Position first, Position last, CancellationToken cancellationToken)
    {
        var state = await log.GetStateAsync(topic, cancellationToken);
        if (state.Epoch != first.Epoch || state.Epoch != last.Epoch)
            return null;
        var size = new PageSize(WebhookOptions.MaxBatch, options.Value.MaxBatchBytes);
        var messages = new List<Message>();
        for (var next = first.Offset; next <= last.Offset;)
        {
            var page = await log.ReadAsync(topic, next, last.Offset, size, cancellationToken);
            if (page.Count == 0 || messages.Count > WebhookOptions.MaxBatch)
                return null;
            messages.AddRange(page.Where(message => webhook.ReceivesType(message.Type)));
            next = page[^1].Offset + 1;
        }

        var isSame = messages.Count > 0 && messages[0].Position == first && messages[^1].Position == last;
        return isSame ? new MessageBatch(topic, new Position(state.Epoch, first.Offset - 1), last, messages) : null;
    }
}
