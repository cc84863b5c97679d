namespace Streaming.Server.Jobs.Queue;

/// <summary>A filter of the list of jobs.</summary>
internal sealed record JobFilter
{
    /// <summary>Only jobs in this state.</summary>
    public JobState? State { get; init; }

    /// <summary>Only jobs of this type.</summary>
    public string? Type { get; init; }

    /// <summary>Only jobs that this identity has enqueued.</summary>
    public string? Owner { get; init; }

    /// <summary>Only jobs that were enqueued at this time or later (UTC).</summary>
    public DateTime? CreatedFrom { get; init; }

    /// <summary>Only jobs that were enqueued before this time (UTC).</summary>
    public DateTime? CreatedBefore { get; init; }

    /// <summary>Only jobs that follow this one in the list.</summary>
    public JobId? After { get; init; }

    /// <summary>The maximum number of jobs.</summary>
    public int Limit { get; init; } = 100;
}
