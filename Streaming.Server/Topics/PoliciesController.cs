using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access;
using Streaming.Server.Messages;

namespace Streaming.Server.Topics;

/// <summary>Shows the policies of topics.</summary>
[ApiController]
[AdministratorsOnly]
public sealed class PoliciesController(TopicPolicies policies) : ControllerBase
{
    /// <summary>All policies in the order in which they are tried, each with its source. The last one holds for topics that no other one matches.</summary>
    [HttpGet("/policies")]
    public IEnumerable<PolicyView> List() => policies.All.Select(policy => new PolicyView(
        policy.Match,
        policy.Store.ToString().ToLowerInvariant(),
        policy.MaxMessages ?? (policy.Store == TopicStore.Memory ? TopicPolicy.DefaultMemoryMessages : null),
        policy.MaxAge is { } age ? Duration.Format(age) : null,
        policy.MaxMessageBytes,
        policy.Anonymous.ToString().ToLowerInvariant(),
        policy.Presence,
        policy.Source));
}

/// <summary>A policy.</summary>
/// <param name="Match">The topics: a name, or a pattern with <c>*</c>.</param>
/// <param name="Store"><c>log</c> or <c>memory</c>.</param>
/// <param name="MaxMessages">The number of newest messages that are kept; null for all.</param>
/// <param name="MaxAge">How long a message is kept, such as <c>7d</c>; null for ever.</param>
/// <param name="MaxMessageBytes">The largest message, in bytes of data.</param>
/// <param name="Anonymous">What is allowed without a token: <c>none</c>, <c>subscribe</c> or <c>all</c>.</param>
/// <param name="Presence">Whether subscribers are members; null where only those of rooms are.</param>
/// <param name="Source">Its key in the configuration, the part of the server that ships it, <c>code</c>, or <c>default</c>.</param>
public sealed record PolicyView(string Match, string Store, long? MaxMessages, string? MaxAge, int MaxMessageBytes, string Anonymous, bool? Presence, string Source);
