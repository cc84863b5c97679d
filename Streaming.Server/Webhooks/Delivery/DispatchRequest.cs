using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// The work of one run of the webhook dispatcher: the topics that have new messages since its previous run. Also states whether all topics
/// must be scanned, and whether the webhooks must be read again.
/// </summary>
/// <param name="Topics">The topics to which this process has appended messages.</param>
/// <param name="ScansAll">True if all topics must be scanned for messages that webhooks have not received.</param>
/// <param name="ReloadsWebhooks">True if the webhooks must be read from the store again, because they may have changed.</param>
internal readonly record struct DispatchRequest(IReadOnlySet<TopicName> Topics, bool ScansAll, bool ReloadsWebhooks);
