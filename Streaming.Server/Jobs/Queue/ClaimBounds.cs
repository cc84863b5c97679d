namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Applies the pauses of the job queue and the bounds of job types (concurrency and rate) to one claim. A job that they keep from starting
/// stays queued and delays no other job.
/// </summary>
internal sealed class ClaimBounds(IJobRows rows, JobClaim claim, DateTime now)
{
    // The time after which a claim tries again if another process is claiming jobs of the type at the same moment.
    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<string, TypeBounds> _types = new(StringComparer.Ordinal);
    private readonly JobPauses _pauses = rows.ReadPauses();

    /// <summary>
    /// True if jobs of a type at its concurrency may be due, so that the end of a job in this process should claim jobs again.
    /// </summary>
    public bool WaitsForEnd => _types.Values.Any(type => type.WaitsForEnd);

    /// <summary>Returns the times (UTC) at which the claim should be repeated, since a rate then allows further starts.</summary>
    public IEnumerable<DateTime?> NextClaims => _types.Values.Select(type => type.NextClaim);

    /// <summary>Returns whether the jobs of a priority and type are paused.</summary>
    public bool ArePaused(QueueKey key) => _pauses.Stop(key);

    /// <summary>
    /// Returns the number of jobs of a priority and type that the bounds of the type allow to start; 0 if none is due and the type has
    /// bounds.
    /// </summary>
    public int LeftOf(QueueKey key) =>
        !claim.Bounds.ContainsKey(key.Type) ? int.MaxValue : rows.HasDue(key, now) ? Of(key.Type)!.Left : 0;

    /// <summary>Counts a job of a type that this claim starts. Returns false if the bounds of the type do not allow it.</summary>
    public bool TryStart(string type) => Of(type)?.TryStart() ?? true;

    /// <summary>Stores the starts of the types that have a maximum rate.</summary>
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

    /// <summary>The bounds of one type, with the number of jobs that this claim has started.</summary>
    private sealed class TypeBounds(JobTypeBounds bounds, JobTypeUse? use, DateTime now)
    {
        private int _started;

        public int Left => IsUnknown ? 0 : Math.Min(FreeHere, Math.Min(FreeOfAll, FreeOfRate));

        public bool WaitsForEnd => FreeHere == 0 || (!IsUnknown && FreeOfAll == 0);

        public DateTime? NextClaim => IsUnknown ? now + s_betweenAttempts : FreeOfRate == 0 ? use!.Starts.NextAt(bounds.Rate!, now) : null;

        // Another process is claiming jobs of the type at this moment, so the use of the type is not known, and no job may start.
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
