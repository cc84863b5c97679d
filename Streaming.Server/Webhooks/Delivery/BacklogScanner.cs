using System.Runtime.CompilerServices;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Looks through all topics for messages that webhooks have before them.</summary>
internal sealed class BacklogScanner(IWebhookStore store, ITopicLog log)
{
    /// <summary>The topics in which one of the webhooks is behind, and by how many messages.</summary>
    public async IAsyncEnumerable<(WebhookId Webhook, TopicName Topic, long Messages)> OfAsync(IReadOnlyList<Webhook> webhooks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in log.TopicPagesAsync(withJobs: false, cancellationToken: cancellationToken))
        {
            foreach (var webhook in webhooks)
            {
                var wanted = page.Where(each => webhook.Wants(each.Topic)).ToList();
                if (wanted.Count == 0)
                    continue;
                var cursors = (await store.ListCursorsAsync(webhook.Id, wanted[0].Topic, wanted[^1].Topic, cancellationToken)).ToDictionary(cursor => cursor.Topic, cursor => cursor.Offset);
                foreach (var (topic, state) in wanted)
                {
                    // What is gone from the log is told as a gap, and so waits too.
                    if (state.Newest - cursors.GetValueOrDefault(topic) is > 0 and var messages)
                        yield return (webhook.Id, topic, messages);
                }
            }
        }
    }
}
