namespace Streaming.Server.Jobs.Queue;

/// <summary>The times before which jobs must have ended for the store to delete them.</summary>
/// <param name="Default">The time for jobs of all types without a time of their own (UTC).</param>
internal sealed record JobCutoffs(DateTime Default)
{
    /// <summary>The times of job types that keep their ended jobs for another length of time (UTC).</summary>
    public IReadOnlyDictionary<string, DateTime> ByType { get; init; } = new Dictionary<string, DateTime>(StringComparer.Ordinal);

    /// <summary>The earliest of all times (UTC): everything older is not needed by any job.</summary>
    public DateTime Earliest => ByType.Values.Append(Default).Min();

    /// <summary>Returns the time before which jobs of a type must have ended to be deleted (UTC).</summary>
    public DateTime Of(string type) => ByType.GetValueOrDefault(type, Default);
}
