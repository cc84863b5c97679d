using Microsoft.Extensions.Options;
using Streaming.Server.Core.Idempotency;

namespace Streaming.Server.Jobs;

/// <summary>Options of a job apart from its type and arguments.</summary>
public sealed record EnqueueOptions
{
    /// <summary>The priority, 0 to 9; 9 runs first (default 5).</summary>
    public int Priority { get; init; } = 5;

    /// <summary>The earliest start (UTC); null for now.</summary>
    public DateTime? Due { get; init; }

    /// <summary>The time limit of an attempt; null for that of the type or the configuration.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>The number of attempts; null for that of the type or the configuration.</summary>
    public int? Attempts { get; init; }

    /// <summary>
    /// The idempotency key. A second job with the same key within 24 h is not enqueued; with other arguments, it is refused. Each type has
    /// its own keys, and so does each caller over HTTP.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>A key in the scope of a caller, instead of <see cref="IdempotencyKey"/>.</summary>
    internal IdempotencyKey? Key { get; init; }

    /// <summary>
    /// The key of a job of which only one may wait or run at a time. While a job of the type with this key has not ended, no other one is
    /// added; if that job is running, it runs once more after it has succeeded. Used instead of an idempotency key.
    /// </summary>
    internal string? SingleKey { get; init; }

    /// <summary>The origin of the job, for display.</summary>
    public string? Origin { get; init; }

    /// <summary>The identity of the caller: issuer and subject of the token.</summary>
    internal string? Owner { get; init; }
}
