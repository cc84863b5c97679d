namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Contains the pauses of the job queue: the paused job types, and the lowest priority that a job must have to start. The pauses apply to
/// all processes that share the store, and remain after a restart. Running jobs continue.
/// </summary>
public sealed class JobPauses
{
    // A priority that is higher than that of any job. With this value as the lowest priority, a pause stops all jobs of its type.
    private const int AboveAll = Job.HighestPriority + 1;

    private readonly SortedDictionary<string, int> _lowest = new(StringComparer.Ordinal);

    internal JobPauses(IEnumerable<JobPause> pauses)
    {
        foreach (var pause in pauses)
            _lowest[pause.Type] = pause.Lowest;
    }

    internal static JobPauses None { get; } = new([]);

    /// <summary>The paused job types, ordered by name.</summary>
    public IReadOnlyList<string> Types => [.. _lowest.Keys.Where(type => type != JobPause.AllTypes)];

    /// <summary>
    /// The lowest priority of the jobs that still start, while all jobs except the urgent ones are paused. Null if jobs of all priorities
    /// start.
    /// </summary>
    public int? LowestPriority => _lowest.TryGetValue(JobPause.AllTypes, out var lowest) ? lowest : null;

    internal static JobPause OfType(string type) => new(type, AboveAll);

    /// <summary>Returns whether jobs of the given priority and type are paused.</summary>
    internal bool Stop(QueueKey key) => _lowest.Count > 0 && (IsBelow(key.Type, key.Priority) || IsBelow(JobPause.AllTypes, key.Priority));

    /// <summary>Returns a sentence about the pause that prevents a waiting job from starting. Null if the job is not paused.</summary>
    internal string? ProblemOf(Job job) => job.State != JobState.Queued ? null
        : IsBelow(job.Type, job.Priority) ? $"Type {job.Type} is paused; POST /jobs/types/{job.Type}/resume lets its jobs start."
        : IsBelow(JobPause.AllTypes, job.Priority)
            ? $"Jobs with a priority below {LowestPriority} are paused; POST /jobs/resume lets them start."
            : null;

    private bool IsBelow(string type, int priority) => _lowest.TryGetValue(type, out var lowest) && priority < lowest;
}
