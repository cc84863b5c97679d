using Microsoft.Extensions.Options;
using Streaming.Server.Core.Idempotency;

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
    /// The maximum number of attempts to run the job, from 1 to 100. Null to use the number of the job's type, or of the configuration if
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
    /// The idempotency key of a job that a client enqueued over HTTP: a key that belongs to this client only. It replaces
    /// <see cref="IdempotencyKey"/>.
    /// </summary>
    internal IdempotencyKey? Key { get; init; }

    /// <summary>
    /// The key of a single job: of all jobs with the same type and key, at most one waits or runs at a time. A second job with the key is
    /// not added while the first one waits; if the first one already runs, it runs once more after it has succeeded. This key replaces the
    /// idempotency key.
    /// </summary>
    internal string? SingleKey { get; init; }

    /// <summary>The name of the user, or of the part of the application, that enqueued the job. The name is only displayed.</summary>
    public string? Origin { get; init; }

    /// <summary>
    /// The identity of the caller that enqueued the job: the issuer and the subject of its token. Null for a job of the application itself.
    /// </summary>
    internal string? Owner { get; init; }
}
