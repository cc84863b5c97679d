using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Counts the running jobs of this process for each job type that has a limit for one process
/// (<see cref="JobTypeOptions.ConcurrencyPerProcess"/>). Also returns the limits of all job types, which apply when the worker claims jobs.
/// </summary>
internal sealed class TypeSlots
{
    private readonly Dictionary<string, Counter> _counters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobTypeBounds> _bounds = new(StringComparer.Ordinal);

    public TypeSlots(JobTypeRegistry types)
    {
        foreach (var type in types.All)
        {
            if (type.Options.ConcurrencyPerProcess is { } most)
                _counters.Add(type.Name, new Counter(most));
            if (type.Options is not { Concurrency: null, ConcurrencyPerProcess: null, Rate: null })
                _bounds.Add(type.Name, new JobTypeBounds(FreeHere: null, type.Options.Concurrency, type.Options.Rate));
        }
    }

    /// <summary>
    /// Returns the limits of those job types that have limits, with the number of further jobs of each type that may run in this process
    /// now.
    /// </summary>
    public IReadOnlyDictionary<string, JobTypeBounds> Bounds() => _counters.Count == 0
        ? _bounds
        : _bounds.ToDictionary(
            pair => pair.Key, pair => pair.Value with { FreeHere = _counters.GetValueOrDefault(pair.Key)?.Free }, StringComparer.Ordinal);

    /// <summary>
    /// Counts a job of the given type that starts, and returns the counter of the type. When the job ends, it must be subtracted there.
    /// Null if the type has no limit for each process.
    /// </summary>
    public Counter? Take(string type)
    {
        var counter = _counters.GetValueOrDefault(type);
        counter?.Take();
        return counter;
    }

    /// <summary>Counts the running jobs of one type in this process.</summary>
    internal sealed class Counter(int most)
    {
        private int _running;

        public int Free => Math.Max(0, most - Volatile.Read(ref _running));

        public void Take() => Interlocked.Increment(ref _running);

        public void Release() => Interlocked.Decrement(ref _running);
    }
}
