namespace Streaming.Server.Jobs.Queue;

/// <summary>The conditions by which jobs are selected for a list. A condition that is null matches all jobs.</summary>
internal sealed record JobFilter
{
    /// <summary>The state of the listed jobs; null for all states.</summary>
    public JobState? State { get; init; }

    /// <summary>The type of the listed jobs; null for all types.</summary>
    public string? Type { get; init; }

    /// <summary>The identity of the caller that has enqueued the listed jobs; null for the jobs of all callers.</summary>
    public string? Owner { get; init; }

    /// <summary>The time from which on the listed jobs were enqueued (UTC); null for no limit.</summary>
    public DateTime? CreatedFrom { get; init; }

    /// <summary>The time before which the listed jobs were enqueued (UTC); null for no limit.</summary>
    public DateTime? CreatedBefore { get; init; }

    /// <summary>The id of the job after which the list starts, for the next page; null for the first page.</summary>
    public JobId? After { get; init; }

    /// <summary>The maximum number of jobs in the list (default 100).</summary>
    public int Limit { get; init; } = 100;
}
