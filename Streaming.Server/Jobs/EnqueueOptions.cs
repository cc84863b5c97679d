using Microsoft.Extensions.Options;
using Streaming.Server.Core.Idempotency;

namespace Streaming.Server.Jobs;

/// <summary>What may be said of a job beside its type and arguments.</summary>
public sealed record EnqueueOptions
{
    /// <summary>0 to 9; 9 goes first (default 5).</summary>
    public int Priority { get; init; } = 5;

    /// <summary>When it may start (UTC); null for now.</summary>
    public DateTime? Due { get; init; }

    /// <summary>How long an attempt may take; null for what its type or the configuration says.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How many attempts it has; null likewise.</summary>
    public int? Attempts { get; init; }

    /// <summary>
    /// Enqueuing twice with the same key within 24 h enqueues once; with other arguments it is refused. Each type has its own keys, and so do callers over HTTP.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>A key in the scope of a caller, instead of <see cref="IdempotencyKey"/>.</summary>
    internal IdempotencyKey? Key { get; init; }

    /// <summary>While a job of the type with this key has not ended, no other is added; if it runs, it is run once more after it has succeeded. Instead of an idempotency key.</summary>
    internal string? SingleKey { get; init; }

    /// <summary>Who enqueues, for people to read.</summary>
    public string? Origin { get; init; }

    /// <summary>The identity of who enqueues: issuer and subject of their token.</summary>
    internal string? Owner { get; init; }
}
