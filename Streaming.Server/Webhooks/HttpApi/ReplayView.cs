using System.Text.Json.Serialization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>A replay that was started.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Topic">The topic.</param>
/// <param name="After">The position after which all messages are delivered again.</param>
/// <param name="Messages">The number of these messages now.</param>
internal sealed record ReplayView(string Webhook, string Topic, string After, long Messages)
{
    internal static ReplayView Of(WebhookId id, TopicName topic, Position after, long newest) =>
        new(id.Value, topic.Value, after.ToString(), newest - after.Offset);
}
