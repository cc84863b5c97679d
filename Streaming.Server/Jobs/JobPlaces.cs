namespace Streaming.Server.Jobs;

/// <summary>The places for jobs in this process: for the quick ones, for those that block, and for the types that have places of their own.</summary>
internal sealed class JobPlaces
{
    // How many handlers that do not return are replaced, for each place, so that their jobs' types go on.
    private const int ReplacementsPerPlace = 2;
    private const int FewestReplacements = 4;

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

    public JobPlace Take(JobType type)
    {
        var lane = _byType[type.Name];
        Interlocked.Increment(ref lane.Running);
        return new JobPlace(lane);
    }

    private void Add(IEnumerable<JobType> types, int most)
    {
        var lane = new Lane(types.Select(type => type.Name).ToHashSet(StringComparer.Ordinal), most);
        _lanes.Add(lane);
        foreach (var type in lane.Types)
            _byType.Add(type, lane);
    }

    /// <summary>Types that share places.</summary>
    internal sealed class Lane(IReadOnlySet<string> types, int most)
    {
        public int Running;
        public int Replaced;

        public IReadOnlySet<string> Types => types;

        public int Most => most;

        public int MostReplaced => Math.Max(most * ReplacementsPerPlace, FewestReplacements);
    }
}

/// <summary>The place of one handler. It is free when the handler has really returned, or was replaced.</summary>
internal sealed class JobPlace(JobPlaces.Lane lane)
{
    private const int Taken = 0;
    private const int Replaced = 1;
    private const int GivenBack = 2;

    private int _state;

    /// <summary>Frees the place although its handler has not returned.</summary>
    /// <returns>False if too many are replaced already: each still has its thread or memory. False, too, if it has returned just now.</returns>
    public bool TryReplace()
    {
        if (Interlocked.Increment(ref lane.Replaced) > lane.MostReplaced || Interlocked.CompareExchange(ref _state, Replaced, Taken) != Taken)
        {
            Interlocked.Decrement(ref lane.Replaced);
            return false;
        }

        Interlocked.Decrement(ref lane.Running);
        return true;
    }

    /// <summary>The handler has returned.</summary>
    public void GiveBack()
    {
        if (Interlocked.Exchange(ref _state, GivenBack) == Replaced)
            Interlocked.Decrement(ref lane.Replaced);
        else
            Interlocked.Decrement(ref lane.Running);
    }
}
