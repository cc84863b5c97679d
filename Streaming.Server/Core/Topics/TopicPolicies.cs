using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Finds the policy of a topic.</summary>
internal sealed class TopicPolicies(IOptions<TopicOptions> options) : ITopicRules
{
    private static readonly TopicPolicy s_keepAll = new() { Source = "default" };

    /// <summary>All policies in the order in which they are tried. The last one matches every topic.</summary>
    public IEnumerable<TopicPolicy> All => options.Value.Policies.Append(s_keepAll);

    /// <summary>The first policy whose pattern matches; without a match, a policy that keeps all messages in the log.</summary>
    public TopicPolicy For(TopicName topic)
    {
        foreach (var policy in options.Value.Policies)
        {
            if (TopicPattern.Matches(policy.Match, topic))
                return IsOfJob(topic) ? policy.WithLog() : policy;
        }

        return s_keepAll;
    }

    /// <inheritdoc/>
    public bool IsOpenToAll(TopicAction action, TopicName topic)
    {
        var policy = For(topic);
        // A policy must name jobs to make them readable without a token, since jobs contain data of other callers. Claims follow the same
        // rule.
        if (action == TopicAction.Subscribe && IsOfJob(topic) && !policy.Match.StartsWith(TopicNamespaces.Job, StringComparison.Ordinal))
            return false;
        return (policy.Anonymous, action) switch
        {
            (AnonymousAccess.All, TopicAction.Publish or TopicAction.Enqueue or TopicAction.Subscribe) => true,
            (AnonymousAccess.Subscribe, TopicAction.Subscribe) => true,
            _ => false,
        };
    }

    // The store writes a job's events and its state in one transaction, so they are in the log even if a pattern such as * selects memory.
    private static bool IsOfJob(TopicName topic) => topic.IsIn(TopicNamespaces.Job);
}
