using System.Collections.Concurrent;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs;

/// <summary>
/// Decides which callers can read a job: at <c>/jobs/{id}</c> over HTTP, and as topic <c>job:{id}</c> on every transport. For the 20,000
/// most recently loaded jobs, the rules for reading stay in memory.
/// </summary>
internal sealed class JobReadAuthorization(IJobQueue queue, JobTypeRegistry types, ITopicRules rules) : ITopicGuard
{
    // The maximum number of jobs whose read rules stay in memory, which needs a few MB. If a job's rule was removed from memory, the next
    // request to read the job loads the rule again. Until then, clients that receive the events of the job cannot extend their streams with
    // a new token.
    private const int Remembered = 20_000;

    private readonly ConcurrentDictionary<TopicName, JobReadRule> _known = new();
    private readonly ConcurrentQueue<TopicName> _order = new();

    public async ValueTask LoadAsync(TopicName topic, CancellationToken cancellationToken)
    {
        if (_known.ContainsKey(topic) || !topic.IsIn(TopicNamespaces.Job)
            || !JobId.TryParse(topic.Value[TopicNamespaces.Job.Length..], out var id))
            return;
        if (await queue.FindAsync(id, cancellationToken) is { } details)
            Remember(details);
    }

    /// <summary>
    /// Keeps the rule for reading a job in memory. Called when the job was loaded for another reason, so that the rule needs no separate
    /// query.
    /// </summary>
    public void Remember(JobDetails details)
    {
        var topic = details.Job.Id.Topic;
        if (_known.ContainsKey(topic) || !_known.TryAdd(topic, JobReadRule.Of(details, types)))
            return;
        _order.Enqueue(topic);
        while (_order.Count > Remembered && _order.TryDequeue(out var oldest))
            _known.TryRemove(oldest, out _);
    }

    public bool MayRead(AccessControl control, Caller caller, TopicName topic)
    {
        if (!_known.TryGetValue(topic, out var rule))
            return false;
        if (rule.IsOwner(caller))
            return true;
        return !rule.IsPrivate && HasClaim(caller, topic) && rule.Topics.All(pattern => control.MayReadAll(caller, pattern));
    }

    /// <summary>
    /// Returns true if the caller may subscribe to the topic of a job. The permission comes from a claim in its token whose pattern begins
    /// with <c>job:</c>, or from a policy that allows anonymous callers. Another check decides whether the caller may read the messages
    /// that the job contains.
    /// </summary>
    public bool HasClaim(Caller caller, TopicName topic) =>
        caller.SubscribesWithin(TopicNamespaces.Job, topic) || rules.AllowsAnonymous(TopicAction.Subscribe, topic);
}
