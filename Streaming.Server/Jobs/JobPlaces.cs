namespace Streaming.Server.Jobs;

/// <summary>The places for jobs in this process: for the quick ones, for those that block, and for the types that have places of their own.</summary>
internal sealed class JobPlaces
{
    private readonly Dictionary<string, Lane> _byType = new(StringComparer.Ordinal);
    private readonly List<Lane> _lanes = [];

    public JobPlaces(JobTypes types, JobOptions options)
    {
        var own = types.All.Where(type => !type.Options.Blocks && options.Places.ContainsKey(type.Name)).ToList();
        Add(types.All.Where(type => !type.Options.Blocks).Except(own), options.Concurrency);
        Add(types.All.Where(type => type.Options.Blocks), options.BlockingThreads);
        own.ForEach(type => Add([type], options.Places[type.Name]));
    }

    /// <summary>What there is room for; null for nothing.</summary>
    public IReadOnlyList<JobLane>? Free()
    {
        var lanes = _lanes.ConvertAll(lane => new JobLane(lane.Types, Math.Max(lane.Most - Volatile.Read(ref lane.Running), 0)));
        return lanes.TrueForAll(lane => lane.Most == 0) ? null : lanes;
    }

    public void Take(JobType type) => Interlocked.Increment(ref _byType[type.Name].Running);

    public void GiveBack(JobType type) => Interlocked.Decrement(ref _byType[type.Name].Running);

    private void Add(IEnumerable<JobType> types, int most)
    {
        var lane = new Lane(types.Select(type => type.Name).ToHashSet(StringComparer.Ordinal), most);
        _lanes.Add(lane);
        foreach (var type in lane.Types)
            _byType.Add(type, lane);
    }

    private sealed class Lane(IReadOnlySet<string> types, int most)
    {
        public int Running;

        public IReadOnlySet<string> Types => types;

        public int Most => most;
    }
}
