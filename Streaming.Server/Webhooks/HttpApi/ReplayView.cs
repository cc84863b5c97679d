using System.Text.Json.Serialization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>Describes a replay that has started: messages of a topic are delivered to a webhook again.</summary>
/// <param name="Webhook">The id of the webhook.</param>
/// <param name="Topic">The topic whose messages are delivered again.</param>
/// <param name="After">The position after which the messages are delivered again.</param>
/// <param name="Messages">The number of messages that are delivered again. Messages that are published after the start of the replay are
/// not counted.</param>
/// <param name="Skipped">The number of messages that were not delivered yet, and never will be, because they are not after the
/// position.</param>
internal sealed record ReplayView(string Webhook, string Topic, string After, long Messages, long Skipped)
{
    internal static ReplayView Of(WebhookId id, TopicName topic, Position after, long newest, long skipped) =>
        new(id.Value, topic.Value, after.ToString(), newest - after.Offset, skipped);
}
