namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Applies limits to one claim (a worker's request for due jobs): the pauses of the job queue, and the maximum concurrency and rate of job
/// types. A job that does not start because of a limit stays queued, and does not delay other jobs.
/// </summary>
internal sealed class ClaimBounds(IJobRows rows, JobClaim claim, DateTime now)
{
    // The time after which a claim (a request for due jobs) is repeated if another process was claiming jobs of the same type at the same
    // moment.
    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<string, TypeBounds> _types = new(StringComparer.Ordinal);
    private readonly JobPauses _pauses = rows.ReadPauses();

    /// <summary>
    /// True if due jobs of a type may wait because the maximum number of jobs of this type is running. When a job ends in this process, due
    /// jobs should then be claimed again.
    /// </summary>
    public bool WaitsForEnd => _types.Values.Any(type => type.WaitsForEnd);

    /// <summary>
    /// Returns the times (UTC) at which the claim (the request for due jobs) should be repeated, because the rate of a job type then allows
    /// further starts.
    /// </summary>
    public IEnumerable<DateTime?> NextClaims => _types.Values.Select(type => type.NextClaim);

    /// <summary>Returns whether jobs of the given priority and type are paused.</summary>
    public bool ArePaused(QueueKey key) => _pauses.Stop(key);

    /// <summary>
    /// Returns the number of jobs of a priority and type that may start within the limits of the type. If the type has limits and none of
    /// its jobs is due, returns 0.
    /// </summary>
    public int LeftOf(QueueKey key) =>
        !claim.Bounds.ContainsKey(key.Type) ? int.MaxValue : rows.HasDue(key, now) ? Of(key.Type)!.Left : 0;

    /// <summary>
    /// Counts a job that this claim (request for due jobs) starts. If the limits of the job's type do not allow the start, counts nothing
    /// and returns false.
    /// </summary>
    public bool TryStart(string type) => Of(type)?.TryStart() ?? true;

    /// <summary>Stores the times of the starts of jobs, for types with a maximum rate.</summary>
    public void Save()
    {
        foreach (var (name, type) in _types)
            type.Save(name, rows);
    }

    private TypeBounds? Of(string type)
    {
        if (!claim.Bounds.TryGetValue(type, out var bounds))
            return null;
        if (!_types.TryGetValue(type, out var found))
            _types.Add(type, found = new TypeBounds(bounds, bounds.AreShared ? rows.FindUse(type, bounds) : null, now));
        return found;
    }

    /// <summary>
    /// Holds the limits of one job type, and the number of jobs of the type that this claim (request for due jobs) has started.
    /// </summary>
    private sealed class TypeBounds(JobTypeBounds bounds, JobTypeUse? use, DateTime now)
    {
        private int _started;

        public int Left => IsUnknown ? 0 : Math.Min(FreeHere, Math.Min(FreeOfAll, FreeOfRate));

        public bool WaitsForEnd => FreeHere == 0 || (!IsUnknown && FreeOfAll == 0);

        public DateTime? NextClaim => IsUnknown ? now + s_betweenAttempts : FreeOfRate == 0 ? use!.Starts.NextAt(bounds.Rate!, now) : null;

        // Another process is claiming jobs of the type at this moment. So it is unknown how many jobs of the type are running, and none may
        // start.
        private bool IsUnknown => use is null && bounds.AreShared;

        private int FreeHere => bounds.FreeHere is { } free ? Math.Max(0, free - _started) : int.MaxValue;

        private int FreeOfAll =>
            bounds.Concurrency is { } concurrency ? Math.Max(0, concurrency - use!.Running - _started) : int.MaxValue;

        private int FreeOfRate => bounds.Rate is { } rate ? use!.Starts.Left(rate, now) : int.MaxValue;

        public bool TryStart()
        {
            if (Left == 0)
                return false;
            _started++;
            if (bounds.Rate is { } rate)
                use!.Starts.Add(rate, now, 1);
            return true;
        }

        public void Save(string type, IJobRows rows)
        {
            if (_started > 0 && bounds.Rate is not null)
                rows.SaveStarts(type, use!.Starts);
        }
    }
}
