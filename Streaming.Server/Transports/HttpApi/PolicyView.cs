using Streaming.Server.Core.Text;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Describes a topic policy (storage, retention, limits and anonymous access) in a response.</summary>
/// <param name="Match">The topics to which the policy applies: a topic name, or a pattern with <c>*</c>.</param>
/// <param name="Store">The store of the messages: <c>log</c> (durable) or <c>memory</c>.</param>
/// <param name="MaxMessages">The maximum number of messages that a topic keeps, or null for no limit. When the number is exceeded, the
/// oldest messages are deleted.</param>
/// <param name="MaxAge">The age at which messages are deleted, such as <c>7d</c>, or null for no limit.</param>
/// <param name="MaxMessageBytes">The maximum size of a message, in bytes of data.</param>
/// <param name="Anonymous">The access to the topics without a token: <c>none</c>, <c>subscribe</c> or <c>all</c>.</param>
/// <param name="Presence">Whether subscribers of the topics are listed as members; null if only subscribers of rooms are listed.</param>
/// <param name="Source">
/// The origin of the policy: the policy's key in the configuration, the part of the server that defines the policy, <c>code</c> for a
/// policy that the hosting application added, or <c>default</c>.
/// </param>
internal sealed record PolicyView(
    string Match, string Store, long? MaxMessages, string? MaxAge, int MaxMessageBytes, string Anonymous, bool? Presence, string Source)
{
    internal static PolicyView Of(TopicPolicy policy) => new(
        policy.Match,
        policy.Store.ToString().ToLowerInvariant(),
        policy.MaxMessages ?? (policy.Store == TopicStore.Memory ? TopicPolicy.DefaultMemoryMessages : null),
        policy.MaxAge is { } age ? Duration.Format(age) : null,
        policy.MaxMessageBytes,
        policy.Anonymous.ToString().ToLowerInvariant(),
        policy.Presence,
        policy.Source);
}
