using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Counts the jobs that run in this process for each job type with <see cref="JobTypeOptions.ConcurrencyPerProcess"/>, and returns the
/// bounds of all job types for the claims of the worker.
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

    /// <summary>Returns the bounds of the job types that have some, with the numbers of jobs that may run here now.</summary>
    public IReadOnlyDictionary<string, JobTypeBounds> Bounds() => _counters.Count == 0
        ? _bounds
        : _bounds.ToDictionary(
            pair => pair.Key, pair => pair.Value with { FreeHere = _counters.GetValueOrDefault(pair.Key)?.Free }, StringComparer.Ordinal);

    /// <summary>
    /// Counts a job of a type that starts, and returns the counter that its slot must release; null if the type has no limit in each
    /// process.
    /// </summary>
    public Counter? Take(string type)
    {
        var counter = _counters.GetValueOrDefault(type);
        counter?.Take();
        return counter;
    }

    /// <summary>The number of jobs of one type that run in this process.</summary>
    internal sealed class Counter(int most)
    {
        private int _running;

        public int Free => Math.Max(0, most - Volatile.Read(ref _running));

        public void Take() => Interlocked.Increment(ref _running);

        public void Release() => Interlocked.Decrement(ref _running);
    }
}
