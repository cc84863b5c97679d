using Microsoft.Extensions.Options;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs;

/// <summary>Holds the options of a new job apart from its type and arguments: priority, start, limits and idempotency key.</summary>
public sealed record EnqueueOptions
{
    /// <summary>The priority of the job, from 0 to 9 (default 5). Jobs with a higher priority run first.</summary>
    public int Priority { get; init; } = 5;

    /// <summary>The earliest time at which the job may start (UTC); null if the job may start at once.</summary>
    public DateTime? Due { get; init; }

    /// <summary>
    /// The time limit of each attempt (one run of the job's handler). Null to use the limit of the job's type, or of the configuration if
    /// the type has none.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// The maximum number of attempts to run the job, from 1 to 100. Null to use the maximum of the job's type, or of the configuration if
    /// the type has none.
    /// </summary>
    public int? Attempts { get; init; }

    /// <summary>
    /// The idempotency key, with which a job is enqueued only once within 24 hours. If an earlier job has the same key and arguments, no
    /// second job is enqueued. If the arguments differ, the second job is refused. Keys of different job types are independent; over HTTP,
    /// so are the keys of different callers.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// The key of the job, 1 to 200 characters; null for a job without a key. Jobs of the same type with the same key run one after
    /// another, whichever callers have enqueued them.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// What happens if an earlier job with the same type and <see cref="Key"/> has not ended. By default the new job is refused.
    /// </summary>
    public WhenKeyExists WhenKeyExists { get; init; }

    /// <summary>
    /// The ids of the jobs that must end before this job starts, at most 100. These jobs must exist. If one of them ends in another way
    /// than <see cref="AfterOutcome"/> requires, this job is cancelled.
    /// </summary>
    public IReadOnlyList<JobId> After { get; init; } = [];

    /// <summary>
    /// This job waits for other jobs to end (<see cref="After"/>). This option says whether they must succeed (the default), must fail or
    /// be cancelled, or may end in any way.
    /// </summary>
    public AfterOutcome AfterOutcome { get; init; }

    /// <summary>
    /// The idempotency key of a job that a client enqueued over HTTP. No other client can use the same key. If this property is set,
    /// <see cref="IdempotencyKey"/> is not used.
    /// </summary>
    internal IdempotencyKey? CallerKey { get; init; }

    /// <summary>
    /// True if the caller may not affect a job of another caller that has the same <see cref="Key"/>: neither replace that job, nor make it
    /// run once more.
    /// </summary>
    internal bool OwnKeysOnly { get; init; }

    /// <summary>The running job whose handler enqueues this job as its child; null if this job is not a child.</summary>
    internal ChildOf? Child { get; init; }

    /// <summary>The name of the user, or of the part of the application, that enqueued the job. The name is only displayed.</summary>
    public string? Origin { get; init; }

    /// <summary>
    /// The identity of the caller that enqueued the job: the issuer and the subject of its token. Null for a job of the application itself.
    /// </summary>
    internal string? Owner { get; init; }
}
