using System.Runtime.CompilerServices;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Finds the topics with messages that webhooks have not received, by scanning all topics.</summary>
internal sealed class BacklogScanner(IWebhookStore store, ITopicLog log)
{
    /// <summary>Returns each webhook and topic with messages that the webhook has not received, and the number of these messages.</summary>
    public async IAsyncEnumerable<(WebhookId Webhook, TopicName Topic, long Messages)> FindAsync(
        IReadOnlyList<Webhook> webhooks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in log.TopicPagesAsync(withJobs: false, cancellationToken: cancellationToken))
        {
            foreach (var webhook in webhooks)
            {
                var received = page.Where(each => webhook.Receives(each.Topic)).ToList();
                if (received.Count == 0)
                    continue;
                var cursors = (await store.ListCursorsAsync(webhook.Id, received[0].Topic, received[^1].Topic, cancellationToken))
                    .ToDictionary(cursor => cursor.Topic);
                foreach (var (topic, state) in received)
                {
                    // Messages that the log has deleted are counted too, because a message of type gap is sent in their place.
                    var delivered = cursors.TryGetValue(topic, out var cursor)
                        ? await CurrentOffset.FindAsync(log, topic, cursor.PositionIn(state), state, cancellationToken) : null;
                    if (state.Newest - (delivered ?? 0) is > 0 and var messages)
                        yield return (webhook.Id, topic, messages);
                }
            }
        }
    }
}
