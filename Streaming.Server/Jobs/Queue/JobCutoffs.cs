namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Contains the times that decide which ended jobs are deleted. A job is deleted if it ended before the time that applies to its type.
/// </summary>
/// <param name="Default">The time (UTC) that applies to the jobs of all types that have no time of their own.</param>
internal sealed record JobCutoffs(DateTime Default)
{
    /// <summary>The times (UTC) of those job types whose ended jobs are kept for another length of time.</summary>
    public IReadOnlyDictionary<string, DateTime> ByType { get; init; } = new Dictionary<string, DateTime>(StringComparer.Ordinal);

    /// <summary>
    /// The earliest of the times that apply to the job types (UTC). Data that is older than this time belongs to no stored job.
    /// </summary>
    public DateTime Earliest => ByType.Values.Append(Default).Min();

    /// <summary>Returns the time (UTC) before which a job of the given type must have ended to be deleted.</summary>
    public DateTime Of(string type) => ByType.GetValueOrDefault(type, Default);
}
