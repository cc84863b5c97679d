using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs;

/// <summary>
/// Who may do what with jobs. Jobs of a type are enqueued by a claim to publish to <c>job:{type}</c>; a job is read and changed by who
/// enqueued it and by a
/// claim to administer its topic, and read as <see cref="JobReaders"/> says.
/// </summary>
internal sealed class JobAccess(
    AccessControl control, PublishRateLimiter rates, JobTypeRegistry types, JobReaders readers, OverdueHandlers overdue)
{
    /// <summary>
    /// Refuses who may not enqueue jobs of a type. Asked first: only who may is told which types there are and what their arguments are.
    /// </summary>
    /// <exception cref="RefusalException">The caller may not.</exception>
    public void DemandType(Caller caller, string? type) =>
        // A type is any text; what is no topic's name matches patterns all the same.
        control.Authorize(caller, TopicAction.Enqueue, new TopicName(TopicNamespaces.Job + type));

    /// <summary>Refuses a job that does what its caller may not do without a job, and counts it.</summary>
    /// <exception cref="RefusalException">The caller may not enqueue this.</exception>
    public void DemandArguments(Caller caller, EnqueueJob job)
    {
        if (types.Get(job.Job.Type).ReadArguments(job.Arguments) is IGuardedArguments guarded)
            guarded.Demand(control, caller);
        if (caller is not { HasToken: false, Address: null })
            rates.SpendMessages(caller, 1);
    }

    /// <summary>
    /// The filter with which a caller may list: all jobs for a claim that names all (<c>job:*</c>), else those of their own.
    /// </summary>
    /// <exception cref="RefusalException">The caller may list no jobs, and is nobody who could have jobs of their own.</exception>
    public JobFilter Narrow(Caller caller, JobFilter filter)
    {
        // As a name, the pattern of all jobs matches what matches it or is wider.
        var all = new TopicName(TopicNamespaces.Job + "*");
        if (readers.HasClaim(caller, all) || control.MayReadAll(caller, all.Value))
            return filter;
        if (caller is { HasToken: true, Identity: { } identity })
            return filter with { Owner = identity };
        control.Authorize(caller, TopicAction.Subscribe, all);
        return filter;
    }

    /// <summary>
    /// A job as a list shows it to a caller. What its handler says of its progress may be of the job's content, which is not known here.
    /// </summary>
    public JobView InList(Caller caller, Job job)
    {
        var view = JobView.Of(job, types, overdue);
        return view.Progress?.Text is null || control.MayList(caller, job.Id.Topic) || JobReadRule.IsOwner(caller, job.Owner)
            ? view
            : view with { Progress = view.Progress with { Text = null } };
    }

    /// <summary>Refuses a caller who may not read a job, or may not change it.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="action">Whether the job is read or administered.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="details">The job; null if there is none.</param>
    /// <exception cref="RefusalException">The caller is not allowed to.</exception>
    public void Demand(Caller caller, TopicAction action, JobId id, JobDetails? details)
    {
        if (details is null && action == TopicAction.Subscribe && readers.HasClaim(caller, id.Topic))
            return;
        if (details is not null && JobReadRule.IsOwner(caller, details.Job.Owner))
            return;
        if (details is not null)
            readers.Remember(details);
        control.Authorize(caller, action, id.Topic);
    }
}
