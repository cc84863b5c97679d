namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains the conditions by which jobs are selected for a list. A condition that is null matches all jobs.</summary>
internal sealed record JobFilter
{
    /// <summary>Lists only jobs in this state; null for all states.</summary>
    public JobState? State { get; init; }

    /// <summary>Lists only jobs of this type; null for all types.</summary>
    public string? Type { get; init; }

    /// <summary>Lists only jobs that the caller with this identity has enqueued; null for the jobs of all callers.</summary>
    public string? Owner { get; init; }

    /// <summary>Lists only jobs that were enqueued at this time or later (UTC); null for no limit.</summary>
    public DateTime? CreatedFrom { get; init; }

    /// <summary>Lists only jobs that were enqueued before this time (UTC); null for no limit.</summary>
    public DateTime? CreatedBefore { get; init; }

    /// <summary>Lists only jobs that follow the job with this id in the list, for the next page; null for the first page.</summary>
    public JobId? After { get; init; }

    /// <summary>The maximum number of jobs in the list (default 100).</summary>
    public int Limit { get; init; } = 100;
}
