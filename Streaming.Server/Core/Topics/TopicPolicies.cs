using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Finds the policy of a topic: its storage, retention, limits and anonymous access.</summary>
internal sealed class TopicPolicies(IOptions<TopicOptions> options) : ITopicRules
{
    private static readonly TopicPolicy s_keepAll = new() { Source = "default" };

    /// <summary>
    /// All topic policies, in the order in which a topic's name is compared with their patterns. The last policy matches every topic.
    /// </summary>
    public IEnumerable<TopicPolicy> All => options.Value.Policies.Append(s_keepAll);

    /// <summary>
    /// Returns the first policy whose pattern matches the topic's name. If none matches, returns a policy that stores all messages in the
    /// log without a time limit.
    /// </summary>
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
    public bool AllowsAnonymous(TopicAction action, TopicName topic)
    {
        var policy = For(topic);
        // The topic of a job contains data of other callers. Without a token, it is readable only if the pattern of its policy begins with
        // "job:". Patterns in tokens follow the same rule.
        if (action == TopicAction.Subscribe && IsOfJob(topic) && !policy.Match.StartsWith(TopicNamespaces.Job, StringComparison.Ordinal))
            return false;
        return (policy.Anonymous, action) switch
        {
            (AnonymousAccess.All, TopicAction.Publish or TopicAction.Enqueue or TopicAction.Subscribe) => true,
            (AnonymousAccess.Subscribe, TopicAction.Subscribe) => true,
            _ => false,
        };
    }

    /// <inheritdoc/>
    IEnumerable<string> ITopicRules.ReadableWithoutToken =>
        options.Value.Policies.Where(static policy => policy.Anonymous != AnonymousAccess.None).Select(static policy => policy.Match);

    // Messages of a job's topic are always stored in the log, because the store writes them in the same transaction as the job. A policy
    // with a pattern such as * may select memory, but does not apply to them.
    private static bool IsOfJob(TopicName topic) => topic.IsIn(TopicNamespaces.Job);
}
