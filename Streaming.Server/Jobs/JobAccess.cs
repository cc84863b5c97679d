using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs;

/// <summary>
/// Authorizes operations on jobs. A caller may enqueue jobs of a type if its token has a claim (a list of topic patterns) to publish to
/// <c>job:{type}</c>. The owner of a job (the caller that enqueued it) can read and change the job, and so can callers with a claim to
/// administer its topic <c>job:{id}</c>. <see cref="JobReadAuthorization"/> decides about other readers.
/// </summary>
internal sealed class JobAccess(
    AccessControl control, PublishRateLimiter rates, NewTopicLimiter newTopics, JobTypeRegistry types, JobReadAuthorization readers,
    JobViews views)
{
    /// <summary>
    /// Throws a refusal if the caller may not enqueue jobs of a type. This check runs before all others, so that such a caller does not
    /// learn which types exist and which arguments they have.
    /// </summary>
    /// <exception cref="RefusalException">The caller is not allowed to enqueue jobs of this type.</exception>
    public void AuthorizeType(Caller caller, string? type) =>
        // The type of the job was not validated yet, so it may be any text, even one that is not a valid topic name. This is safe, because
        // the text is only compared with the patterns in the caller's token.
        control.Authorize(caller, TopicAction.Enqueue, new TopicName(TopicNamespaces.Job + type));

    /// <summary>
    /// Throws a refusal if the job would do work that the caller may not request directly. Also counts the job, or the messages that it
    /// publishes, in the caller's rate limits.
    /// </summary>
    /// <exception cref="RefusalException">
    /// The caller is not allowed to enqueue this job, or has reached the rate limit.
    /// </exception>
    public ValueTask AuthorizeArgumentsAsync(Caller caller, EnqueueJob job, CancellationToken cancellationToken) =>
        AuthorizeArgumentsAsync(caller, types.Get(job.Job.Type).ReadArguments(job.Arguments) as IGuardedArguments, cancellationToken);

    /// <summary>
    /// Throws a refusal if a caller that may change a job may not run it again, because it may not enqueue such a job now. Also counts the
    /// job in the caller's rate limits. A caller that may administer the job needs no further permission.
    /// </summary>
    /// <exception cref="RefusalException">The caller may not run the job again, or has reached the rate limit.</exception>
    public async ValueTask AuthorizeRetryAsync(Caller caller, JobDetails details, CancellationToken cancellationToken)
    {
        if (caller.HasToken && control.IsAllowed(caller, TopicAction.Administer, details.Job.Id.Topic))
            return;
        var guarded = types.TryGet(details.Job.Type, out var type) && type.TryReadArguments(details.Arguments, out var arguments)
            ? arguments as IGuardedArguments : null;
        if (guarded is not { HasOwnRequest: true })
            AuthorizeType(caller, details.Job.Type);
        await AuthorizeArgumentsAsync(caller, guarded, cancellationToken);
    }

    /// <summary>Counts jobs that a caller changes together in the caller's rate limit; those of an administrator do not count.</summary>
    /// <exception cref="RefusalException">The caller has reached the rate limit.</exception>
    public void CountChanges(Caller caller, int count)
    {
        if (count > 0 && caller is not { HasToken: false, Address: null } && !(caller.HasToken && MayChangeAll(caller)))
            rates.CountMessages(caller, count);
    }

    /// <summary>
    /// Returns whether a caller may change the jobs of all callers, that is, whether its token has a claim to administer <c>job:*</c>.
    /// </summary>
    public bool MayChangeAll(Caller caller) =>
        control.IsAllowed(caller, TopicAction.Administer, new TopicName(TopicNamespaces.Job + "*"));

    /// <summary>
    /// Restricts a list of jobs to those that the caller may list. If the caller's token has a claim for <c>job:*</c>, these are all jobs;
    /// otherwise the caller's own jobs.
    /// </summary>
    /// <exception cref="RefusalException">
    /// The caller's token does not allow it to list all jobs, and does not identify it as the owner of jobs.
    /// </exception>
    public JobFilter Narrow(Caller caller, JobFilter filter)
    {
        // The text job:* stands for the topics of all jobs. Only the pattern job:* and wider patterns match this text.
        var all = new TopicName(TopicNamespaces.Job + "*");
        if (readers.HasClaim(caller, all) || control.MayReadAll(caller, all.Value))
            return filter;
        if (caller is { HasToken: true, Identity: { } identity })
            return filter with { Owner = identity };
        control.Authorize(caller, TopicAction.Subscribe, all);
        return filter;
    }

    /// <summary>
    /// Restricts a request that changes several jobs to the jobs that the caller may change. If the caller may administer <c>job:*</c>,
    /// these are all jobs; otherwise the caller's own jobs.
    /// </summary>
    /// <exception cref="RefusalException">The caller may not administer all jobs, and its token does not identify it as the owner of
    /// jobs.</exception>
    public JobFilter NarrowToChange(Caller caller, JobFilter filter)
    {
        if (MayChangeAll(caller))
            return filter;
        if (caller is { HasToken: true, Identity: { } identity })
            return filter with { Owner = identity };
        control.Authorize(caller, TopicAction.Administer, new TopicName(TopicNamespaces.Job + "*"));
        return filter;
    }

    /// <summary>
    /// Returns the JSON form of a job for a list of jobs. The text of the job's progress and its key may contain content of the job. So
    /// only the owner of the job, and callers that may list its topic, receive them.
    /// </summary>
    public async ValueTask<JobView> InListAsync(Caller caller, Job job, CancellationToken cancellationToken)
    {
        var view = await views.OfAsync(job, cancellationToken);
        return (view.Progress?.Text ?? view.Key) is null || control.MayList(caller, job.Id.Topic) || JobReadRule.IsOwner(caller, job.Owner)
            ? view
            : view with { Progress = view.Progress is { } progress ? progress with { Text = null } : null, Key = null };
    }

    /// <summary>Throws a refusal if the caller may not read a job, or may not administer it.</summary>
    /// <param name="caller">The sender of the request, with its permissions.</param>
    /// <param name="action">The requested action: to read the job (subscribe) or to administer it.</param>
    /// <param name="id">The id of the job.</param>
    /// <param name="details">The job with its arguments; null if the job does not exist.</param>
    /// <exception cref="RefusalException">The caller is not allowed to read the job, or to administer it.</exception>
    public void Authorize(Caller caller, TopicAction action, JobId id, JobDetails? details)
    {
        if (details is null && action == TopicAction.Subscribe && readers.HasClaim(caller, id.Topic))
            return;
        // The rule is also needed for the owner: when the token of the owner's stream is refreshed, it decides whether the stream goes on.
        if (details is not null)
            readers.Remember(details);
        if (details is not null && JobReadRule.IsOwner(caller, details.Job.Owner))
            return;
        control.Authorize(caller, action, id.Topic);
    }

    private async ValueTask AuthorizeArgumentsAsync(Caller caller, IGuardedArguments? guarded, CancellationToken cancellationToken)
    {
        // Whether the caller may read the topic of a job depends on that job.
        foreach (var name in (guarded as ITopicContent)?.ContentTopics ?? [])
        {
            if (TopicName.TryParse(name, out var content, out _))
                await control.PrepareAsync(caller, TopicAction.Subscribe, content, cancellationToken);
        }

        guarded?.Authorize(control, caller);
        if (caller is { HasToken: false, Address: null })
            return;
        var published = guarded?.Published(control, caller);
        if (published is { Topic: var topic })
            await newTopics.CountAsync(caller, topic, cancellationToken);
        rates.CountMessages(caller, published?.Messages ?? 1);
    }
}
