using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Finds the policy of a topic.</summary>
public sealed class TopicPolicies(IOptions<TopicOptions> options) : ITopicRules
{
    private static readonly TopicPolicy s_keepAll = new() { Source = "default" };

    /// <summary>All policies in the order in which they are tried; the last one holds for every topic that no other one matches.</summary>
    public IEnumerable<TopicPolicy> All => options.Value.Policies.Append(s_keepAll);

    /// <summary>The first policy whose pattern matches, or one that keeps all in the log.</summary>
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
        // As with claims: what somebody's job contains is opened only by a policy that names jobs.
        if (action == TopicAction.Subscribe && IsOfJob(topic) && !policy.Match.StartsWith(TopicNamespaces.Job, StringComparison.Ordinal))
            return false;
        return (policy.Anonymous, action) switch
        {
            (AnonymousAccess.All, TopicAction.Publish or TopicAction.Enqueue or TopicAction.Subscribe) => true,
            (AnonymousAccess.Subscribe, TopicAction.Subscribe) => true,
            _ => false,
        };
    }

    // A job's events are written with its state, in one transaction of the store: they are in its log, whatever a pattern such as * says.
    private static bool IsOfJob(TopicName topic) => topic.IsIn(TopicNamespaces.Job);
}
