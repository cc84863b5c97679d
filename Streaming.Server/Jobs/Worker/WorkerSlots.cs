using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Counts the slots of this process (a slot is the right to run one job). There is one group of slots for handlers that block, one for each
/// job type with its own slots, and one for all other types.
/// </summary>
internal sealed class WorkerSlots
{
    // The maximum number of handlers, for each slot (place for one running job), that may have lost their slot to another job because they
    // did not return after their cancellation. The number limits the threads that such handlers occupy.
    private const int ReplacementsPerSlot = 2;
    private const int FewestReplacements = 4;

    private readonly Dictionary<string, Group> _byType = new(StringComparer.Ordinal);
    private readonly List<Group> _groups = [];
    private readonly TypeSlots _typeSlots;

    public WorkerSlots(JobTypeRegistry types, JobOptions options)
    {
        _typeSlots = new TypeSlots(types);
        var run = types.All.Where(type => type.HasHandler).ToList();
        var own = run.FindAll(type => !type.Options.Blocks && options.Places.ContainsKey(type.Name));
        AddGroup(run.Where(type => !type.Options.Blocks).Except(own), options.Concurrency);
        AddGroup(run.Where(type => type.Options.Blocks), options.BlockingThreads);
        own.ForEach(type => AddGroup([type], options.Places[type.Name]));
    }

    /// <summary>
    /// Returns the groups of job types that share slots (places for one running job each), each with the number of further jobs that can
    /// run now. Null if no group can run another job.
    /// </summary>
    public IReadOnlyList<SlotGroup>? Free()
    {
        var groups = _groups.ConvertAll(group => new SlotGroup(group.Types, Math.Max(group.Slots - Volatile.Read(ref group.Running), 0)));
        return groups.TrueForAll(group => group.FreeSlots == 0) ? null : groups;
    }

    /// <summary>
    /// Returns the groups of job types whose jobs share slots (places for one running job each), each with the number of its slots.
    /// </summary>
    public IReadOnlyList<WorkerSlotGroup> Describe() =>
    [
        .. _groups.Where(group => group.Types.Count > 0)
            .Select(group => new WorkerSlotGroup([.. group.Types.Order(StringComparer.Ordinal)], group.Slots)),
    ];

    public WorkerSlot Take(JobType type)
    {
        var group = _byType[type.Name];
        Interlocked.Increment(ref group.Running);
        return new WorkerSlot(group, _typeSlots.Take(type.Name));
    }

    /// <inheritdoc cref="TypeSlots.Bounds"/>
    public IReadOnlyDictionary<string, JobTypeBounds> Bounds() => _typeSlots.Bounds();

    private void AddGroup(IEnumerable<JobType> types, int slots)
    {
        var group = new Group(types.Select(type => type.Name).ToHashSet(StringComparer.Ordinal), slots);
        _groups.Add(group);
        foreach (var type in group.Types)
            _byType.Add(type, group);
    }

    /// <summary>
    /// A group of job types that share slots (places for one running job each). Counts the handlers that hold a slot. Also counts the
    /// handlers that did not return after their cancellation and whose slot was given to another job.
    /// </summary>
    internal sealed class Group(IReadOnlySet<string> types, int slots)
    {
        public int Running;
        public int Replaced;

        public IReadOnlySet<string> Types => types;

        public int Slots => slots;

        public int MaxReplaced => Math.Max(slots * ReplacementsPerSlot, FewestReplacements);
    }
}
