using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Applies the rules of job keys inside one transaction: jobs of the same type with the same key run one after another. For each key, the
/// store keeps the last job that was added with it. Each job that waits because of its key waits for the previous job with the key.
/// </summary>
internal sealed class JobKeyRules(IJobRows rows, DateTime now, JobLinkRules links)
{
    /// <summary>Returns the reason why a new job with a key is refused; null if it is not refused.</summary>
    /// <param name="enqueue">The new job.</param>
    /// <param name="added">The types and keys of the jobs that the same change adds before this one. The key of this job is added to
    /// them.</param>
    public RefusalException? RefusalOf(EnqueueJob enqueue, HashSet<(string Type, string Key)> added)
    {
        var job = enqueue.Job;
        var isFirst = added.Add((job.Type, job.Key!));
        if (HolderOf(LastOf(job)) is { } holder)
            return RefusalOf(enqueue, holder);
        // A caller without an identity owns no job, so that it may not change the first of the two either.
        var isRefused = enqueue.WhenKeyExists == WhenKeyExists.Refuse || (enqueue.OwnKeysOnly && job.Owner is null
            && enqueue.WhenKeyExists is WhenKeyExists.Replace or WhenKeyExists.RunOnceMore);
        return isFirst || !isRefused ? null : new RefusalException(RefusalReason.Conflict,
            $"Two of the jobs have the key '{job.Key}'. Send one of them, or choose another whenKeyExists.");
    }

    /// <summary>
    /// Decides whether a new job with a key may be added. Returns the result of the request if no job is added: an earlier job or a
    /// refusal. Otherwise returns the job for which the new job must wait; null if there is none.
    /// </summary>
    public (ChangeResult? Result, Job? Holder) Decide(EnqueueJob enqueue, Func<Job, DateTime, Job> requestAgain)
    {
        var job = enqueue.Job;
        if (HolderOf(LastOf(job)) is not { } holder)
            return default;
        if (RefusalOf(enqueue, holder) is { } refusal)
            return (new ChangeResult(Applied: false, Job: null, Refusal: refusal), null);
        if (enqueue.WhenKeyExists == WhenKeyExists.RunOnceMore && !holder.HasEnded)
            return (new ChangeResult(Applied: false, requestAgain(holder, job.Due)), null);
        // A job that waits for its children (jobs that its handler has enqueued) has started already, although its state is queued.
        if (enqueue.WhenKeyExists == WhenKeyExists.Replace && holder is { State: JobState.Queued, Links.Children: 0 })
        {
            links.Cancel(holder, JobError.Replaced, $"Replaced by job {job.Id}, which was enqueued with the same key.");
            return (null, Before(holder));
        }

        return (null, holder);
    }

    /// <summary>Stores a job as the last job that was added with its key.</summary>
    public void Save(Job job) => rows.SaveKey(job.Type, KeyOf(job), job.Id, now);

    /// <summary>
    /// Checks whether an ended job can be retried. Returns a refusal if another job with the same key has not ended. Otherwise stores the
    /// job as the last job with its key, and returns null.
    /// </summary>
    public ChangeResult? Retry(Job job)
    {
        var last = LastOf(job);
        if (last?.Id != job.Id && HolderOf(last) is { } holder)
        {
            var taken = IsOfSameOwner(holder, job) ? Taken(holder, job) : Taken(job);
            return new ChangeResult(Applied: false, Job: null, Refusal: Refuse($"{taken} Retry job {job.Id} when that job has ended."));
        }

        Save(job);
        return null;
    }

    private static RefusalException? RefusalOf(EnqueueJob enqueue, Job holder)
    {
        var isOwn = IsOwn(holder, enqueue.Job);
        var taken = enqueue.OwnKeysOnly && !isOwn ? Taken(enqueue.Job) : Taken(holder, enqueue.Job);
        if (enqueue.WhenKeyExists == WhenKeyExists.Refuse)
            return Refuse($"{taken} Wait until it has ended, or choose another whenKeyExists.");
        if (enqueue is { OwnKeysOnly: true, WhenKeyExists: WhenKeyExists.Replace or WhenKeyExists.RunOnceMore }
            && !isOwn)
            return Refuse($"{taken} It belongs to another caller, so that only an administrator may replace it or run it again.");
        return enqueue.Child is { } child && holder.Parent != child.Parent
            ? Refuse($"{taken} A child may only wait for another child of job {child.Parent}; otherwise the two jobs could wait for each " +
                "other. Use another key.")
            : null;
    }

    private Job? LastOf(Job job) =>
        rows.FindKey(job.Type, KeyOf(job).Text, DateTime.MinValue) is { Job: var id } ? rows.Find(id) : null;

    // Returns the job for which a further job with the same key must wait. If the last job with the key has not ended, it is this job. If
    // it was cancelled while it waited for an earlier job with the key, it is the earlier job, which may still be running.
    private Job? HolderOf(Job? last) => last is not { HasEnded: true } ? last : Before(last);

    // If the given job waits for an earlier job with the same key, returns the earlier job. Returns null if the earlier job has ended and
    // waited for no other job. Then no further job must wait for it, even if it has not informed the jobs that wait for it yet.
    private Job? Before(Job job) =>
        job.Links.Behind is { } behind && rows.Find(behind) is { } before and not { HasEnded: true, Links.Behind: null } ? before : null;

    private static IdempotencyKey KeyOf(Job job) => IdempotencyKey.ForSingleJob(job.Key!);

    private static bool IsOwn(Job holder, Job job) => holder.Owner is not null && IsOfSameOwner(holder, job);

    private static bool IsOfSameOwner(Job holder, Job job) => string.Equals(holder.Owner, job.Owner, StringComparison.Ordinal);

    // A caller may not read the jobs of other callers. So the sentence about such a job contains neither its id nor its state.
    private static string Taken(Job job) => $"Another job of type '{job.Type}' with the key '{job.Key}' has not ended.";

    private static string Taken(Job holder, Job job) =>
        $"Job {holder.Id} of type '{holder.Type}' with the key '{job.Key}' has not ended ({JobClient.StateOf(holder)}).";

    private static RefusalException Refuse(string sentence) => new(RefusalReason.Conflict, sentence);
}
