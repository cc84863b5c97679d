using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs;

/// <summary>
/// Authorizes operations on jobs. A claim to publish to <c>job:{type}</c> allows a caller to enqueue jobs of that type. The owner of a
/// job (the caller that enqueued it) and callers with a claim to administer its topic can read and change the job.
/// <see cref="JobReaders"/> decides about other readers.
/// </summary>
internal sealed class JobAccess(
    AccessControl control, PublishRateLimiter rates, JobTypeRegistry types, JobReaders readers, OverdueHandlers overdue)
{
    /// <summary>
    /// Refuses a caller that may not enqueue jobs of a type. This check comes first, so that other callers do not learn which types exist
    /// and which arguments they have.
    /// </summary>
    /// <exception cref="RefusalException">The caller is not allowed to enqueue jobs of this type.</exception>
    public void DemandType(Caller caller, string? type) =>
        // The type can be any text. Patterns also match text that is not a valid topic name.
        control.Authorize(caller, TopicAction.Enqueue, new TopicName(TopicNamespaces.Job + type));

    /// <summary>Refuses a job whose work the caller may not do directly, and counts the job towards the caller's rate limit.</summary>
    /// <exception cref="RefusalException">
    /// The caller is not allowed to enqueue this job, or has reached the rate limit.
    /// </exception>
    public void DemandArguments(Caller caller, EnqueueJob job)
    {
        if (types.Get(job.Job.Type).ReadArguments(job.Arguments) is IGuardedArguments guarded)
            guarded.Demand(control, caller);
        if (caller is not { HasToken: false, Address: null })
            rates.SpendMessages(caller, 1);
    }

    /// <summary>
    /// Narrows a filter to the jobs that a caller may list: all jobs with a claim for <c>job:*</c>, otherwise the caller's own jobs.
    /// </summary>
    /// <exception cref="RefusalException">The caller may not list all jobs, and has no identity that could own jobs.</exception>
    public JobFilter Narrow(Caller caller, JobFilter filter)
    {
        // As a topic name, job:* is matched only by the same pattern or a wider one.
        var all = new TopicName(TopicNamespaces.Job + "*");
        if (readers.HasClaim(caller, all) || control.MayReadAll(caller, all.Value))
            return filter;
        if (caller is { HasToken: true, Identity: { } identity })
            return filter with { Owner = identity };
        control.Authorize(caller, TopicAction.Subscribe, all);
        return filter;
    }

    /// <summary>
    /// The view of a job in a caller's list. It omits the text of the progress, which may contain content of the job, unless the caller is
    /// the owner or may list the job's topic.
    /// </summary>
    public JobView InList(Caller caller, Job job)
    {
        var view = JobView.Of(job, types, overdue);
        return view.Progress?.Text is null || control.MayList(caller, job.Id.Topic) || JobReadRule.IsOwner(caller, job.Owner)
            ? view
            : view with { Progress = view.Progress with { Text = null } };
    }

    /// <summary>Refuses a caller that may not read or administer a job.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="action">The requested action: read (subscribe) or administer.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="details">The job; null if it does not exist.</param>
    /// <exception cref="RefusalException">The caller is not allowed to take this action.</exception>
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
