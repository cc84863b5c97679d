using Streaming.Server.Access;
using Streaming.Server.Messages;

namespace Streaming.Server.Jobs;

/// <summary>Arguments that reach further than their job: whoever enqueues it must be allowed what it does.</summary>
internal interface IGuardedArguments
{
    /// <summary>Refuses a caller who may not do this without a job either.</summary>
    /// <exception cref="RefusalException">They may not.</exception>
    void Demand(AccessControl control, Caller caller);
}

/// <summary>
/// Who may do what with jobs. Jobs of a type are enqueued by a claim to publish to <c>job:{type}</c>; a job is read and changed by who enqueued it, read by a
/// claim to subscribe to its topic, and changed by one to administer it.
/// </summary>
internal sealed class JobAccess(AccessControl control, PublishRates rates, JobTypes types)
{
    /// <summary>Refuses who may not enqueue jobs of a type. Asked first: only who may is told which types there are and what their arguments are.</summary>
    /// <exception cref="RefusalException">The caller may not.</exception>
    public void DemandType(Caller caller, string? type) =>
        // A type is any text; what is no topic's name matches patterns all the same.
        control.Demand(caller, TopicAction.Enqueue, new TopicName(JobId.TopicPrefix + type));

    /// <summary>Refuses a job that does what its caller may not do without a job, and counts it.</summary>
    /// <exception cref="RefusalException">The caller may not enqueue this.</exception>
    public void DemandArguments(Caller caller, EnqueueJob job)
    {
        if (types.Get(job.Job.Type).ReadArguments(job.Arguments) is IGuardedArguments guarded)
            guarded.Demand(control, caller);
        if (caller is not { HasToken: false, Address: null })
            rates.SpendMessages(caller, 1);
    }

    /// <summary>The filter with which a caller may list: all jobs for who may read all, else those of their own.</summary>
    /// <exception cref="RefusalException">The caller may read no jobs, and is nobody who could have jobs of their own.</exception>
    public JobFilter Narrow(Caller caller, JobFilter filter)
    {
        // As a name, the pattern of all jobs matches what matches it or is wider.
        var all = new TopicName(JobId.TopicPrefix + "*");
        if (caller is { HasToken: true, Subject: { } subject } && !control.May(caller, TopicAction.Subscribe, all))
            return filter with { Owner = subject };
        control.Demand(caller, TopicAction.Subscribe, all);
        return filter;
    }

    /// <param name="caller">Who.</param>
    /// <param name="action">What.</param>
    /// <param name="id">The job.</param>
    /// <param name="job">The job as it stands; null if there is none.</param>
    /// <exception cref="RefusalException">The caller may not.</exception>
    public void Demand(Caller caller, TopicAction action, JobId id, Job? job)
    {
        if (job is null || !IsOwner(caller, job))
            control.Demand(caller, action, id.Topic);
    }

    private static bool IsOwner(Caller caller, Job job) => caller is { HasToken: true, Subject: { } subject } && string.Equals(job.Owner, subject, StringComparison.Ordinal);
}
