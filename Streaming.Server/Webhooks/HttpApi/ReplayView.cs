using System.Text.Json.Serialization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>What a replay has begun.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Topic">The topic.</param>
/// <param name="After">The position after which everything is delivered again.</param>
/// <param name="Messages">How many messages that are, at present.</param>
internal sealed record ReplayView(string Webhook, string Topic, string After, long Messages)
{
    internal static ReplayView Of(WebhookId id, TopicName topic, Position after, long newest) => new(id.Value, topic.Value, after.ToString(), newest - after.Offset);
}
