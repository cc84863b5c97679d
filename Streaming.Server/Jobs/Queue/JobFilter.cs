namespace Streaming.Server.Jobs.Queue;

/// <summary>Which jobs to list.</summary>
internal sealed record JobFilter
{
    /// <summary>Only in this state.</summary>
    public JobState? State { get; init; }

    /// <summary>Only of this type.</summary>
    public string? Type { get; init; }

    /// <summary>Only those that this subject has enqueued.</summary>
    public string? Owner { get; init; }

    /// <summary>Only made at this time or later (UTC).</summary>
    public DateTime? CreatedFrom { get; init; }

    /// <summary>Only made before this time (UTC).</summary>
    public DateTime? CreatedBefore { get; init; }

    /// <summary>Only those that come after this one in the list.</summary>
    public JobId? After { get; init; }

    /// <summary>At most so many.</summary>
    public int Limit { get; init; } = 100;
}
