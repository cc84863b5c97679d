using Streaming.Server.Messages;

namespace Streaming.Server.Jobs;

/// <summary>One thing to be done to the queue. Those that wait are written together, see <see cref="JobBatch"/>.</summary>
internal abstract record JobChange;

/// <summary>Adds a job, unless its key has added one in the last 24 hours: then that one is the outcome, or a conflict if its payload was another.</summary>
/// <param name="Job">The job, queued.</param>
/// <param name="Arguments">Its arguments, checked.</param>
/// <param name="Key">The idempotency key in its scope, or null.</param>
/// <param name="IsSingle">
/// The key counts for as long as its job has not ended, and then no more: there is one at a time. If that one runs already, it may have looked too early: it is
/// queued once more when it succeeds, for when this one would have been due.
/// </param>
internal sealed record EnqueueJob(Job Job, byte[] Arguments, IdempotencyKey? Key, bool IsSingle = false) : JobChange;

/// <summary>Ends an attempt. Not applied if the token is no longer the job's: its worker has lost it.</summary>
/// <param name="Id">The job.</param>
/// <param name="Token">The token that it was claimed with.</param>
/// <param name="Ending">How.</param>
internal sealed record EndAttempt(JobId Id, long Token, JobEnding Ending) : JobChange;

/// <summary>Says how far a job is. Not applied if its worker has lost it.</summary>
internal sealed record ReportProgress(JobId Id, long Token, double Fraction, string? Text) : JobChange;

/// <summary>Tells a job's topic something of its handler's own. Not applied if its worker has lost it.</summary>
/// <param name="Id">The job.</param>
/// <param name="Token">The token that it was claimed with.</param>
/// <param name="Type">The message's type.</param>
/// <param name="Value">JSON in UTF-8.</param>
internal sealed record TellReaders(JobId Id, long Token, string Type, byte[] Value) : JobChange;

/// <summary>Keeps a job for longer. Not applied if its worker has lost it; the outcome also says whether it is to be cancelled.</summary>
internal sealed record RenewLease(JobId Id, long Token, TimeSpan Lease) : JobChange;

/// <summary>Cancels a job: at once if it waits, by telling its worker if it runs. Not applied if it has ended.</summary>
internal sealed record CancelJob(JobId Id) : JobChange;

/// <summary>Queues a failed or cancelled job again, with all its attempts. Not applied to others.</summary>
internal sealed record RetryJob(JobId Id) : JobChange;

/// <summary>Makes or replaces a schedule.</summary>
internal sealed record PutSchedule(Schedule Schedule) : JobChange;

/// <summary>Makes or changes a schedule by a declaration in code, see <see cref="ScheduleDeclaration.Apply"/>. Not applied where the schedule stays as it is.</summary>
internal sealed record DeclareSchedule(Schedule Schedule) : JobChange;

/// <summary>Takes a schedule away; not applied if there is none.</summary>
internal sealed record DeleteSchedule(string Name) : JobChange;

/// <summary>Lets a schedule fire: its jobs are added and it moves on, unless another worker was faster.</summary>
/// <param name="Name">The schedule.</param>
/// <param name="Version">The version that was seen; each firing and each change gives another.</param>
/// <param name="Next">When it fires next; null for never.</param>
/// <param name="Jobs">The jobs of the firings that are due.</param>
internal sealed record FireSchedule(string Name, long Version, DateTime? Next, IReadOnlyList<EnqueueJob> Jobs) : JobChange;

/// <summary>What became of a <see cref="JobChange"/>.</summary>
/// <param name="Applied">Whether it was done.</param>
/// <param name="Job">The job afterwards; null if there is none with that id, for schedules, and for a conflict.</param>
/// <param name="IsConflict">Whether the key was used for another payload; then nothing was done.</param>
internal readonly record struct JobOutcome(bool Applied, Job? Job, bool IsConflict = false);

/// <summary>How an attempt ended.</summary>
internal abstract record JobEnding
{
    /// <summary>With a result: JSON in UTF-8.</summary>
    internal sealed record Success(byte[] Result) : JobEnding;

    /// <summary>With an error.</summary>
    /// <param name="Error">What went wrong.</param>
    /// <param name="RetryAt">When to try again; null for never.</param>
    internal sealed record Failure(JobError Error, DateTime? RetryAt) : JobEnding;

    /// <summary>Because it was cancelled.</summary>
    internal sealed record Cancellation : JobEnding;

    /// <summary>Because its worker stops. It is queued again at once, and the attempt does not count.</summary>
    internal sealed record HandBack : JobEnding;
}
