using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// The slots for jobs in this process: one group for handlers that block, one for each type with its own slots, and one for all other
/// types.
/// </summary>
internal sealed class WorkerSlots
{
    // Handlers that do not return are replaced up to this number for each slot, so that the jobs of their types continue.
    private const int ReplacementsPerSlot = 2;
    private const int FewestReplacements = 4;

    private readonly Dictionary<string, Lane> _byType = new(StringComparer.Ordinal);
    private readonly List<Lane> _lanes = [];

    public WorkerSlots(JobTypeRegistry types, JobOptions options)
    {
        var own = types.All.Where(type => !type.Options.Blocks && options.Places.ContainsKey(type.Name)).ToList();
        Add(types.All.Where(type => !type.Options.Blocks).Except(own), options.Concurrency);
        Add(types.All.Where(type => type.Options.Blocks), options.BlockingThreads);
        own.ForEach(type => Add([type], options.Places[type.Name]));
    }

    /// <summary>The free slots of each group; null if no slot is free.</summary>
    public IReadOnlyList<SlotGroup>? Free()
    {
        var lanes = _lanes.ConvertAll(lane => new SlotGroup(lane.Types, Math.Max(lane.Most - Volatile.Read(ref lane.Running), 0)));
        return lanes.TrueForAll(lane => lane.Most == 0) ? null : lanes;
    }

    public WorkerSlot Take(JobType type)
    {
        var lane = _byType[type.Name];
        Interlocked.Increment(ref lane.Running);
        return new WorkerSlot(lane);
    }

    private void Add(IEnumerable<JobType> types, int most)
    {
        var lane = new Lane(types.Select(type => type.Name).ToHashSet(StringComparer.Ordinal), most);
        _lanes.Add(lane);
        foreach (var type in lane.Types)
            _byType.Add(type, lane);
    }

    /// <summary>Types that share slots.</summary>
    internal sealed class Lane(IReadOnlySet<string> types, int most)
    {
        public int Running;
        public int Replaced;

        public IReadOnlySet<string> Types => types;

        public int Most => most;

        public int MostReplaced => Math.Max(most * ReplacementsPerSlot, FewestReplacements);
    }
}
