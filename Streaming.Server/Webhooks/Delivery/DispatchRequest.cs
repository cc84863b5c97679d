using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The work that the dispatcher has before it.</summary>
/// <param name="Topics">Topics that this process has written to.</param>
/// <param name="ScansAll">Whether all topics are scanned for a backlog.</param>
/// <param name="ReloadsWebhooks">Whether a webhook may have changed.</param>
internal readonly record struct DispatchRequest(IReadOnlySet<TopicName> Topics, bool ScansAll, bool ReloadsWebhooks);
