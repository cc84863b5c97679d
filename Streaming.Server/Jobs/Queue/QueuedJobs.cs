namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Keeps queued jobs in memory, in groups with the same priority and type. The jobs of each group are ordered by their due times.
/// </summary>
internal sealed class QueuedJobs
{
    private static readonly Comparer<Job> s_dueFirst = Comparer<Job>.Create(
        (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : string.CompareOrdinal(a.Id.Value, b.Id.Value));

    private readonly Dictionary<QueueKey, SortedSet<Job>> _queued = [];

    /// <summary>The order of the groups of queued jobs: by priority from the highest to the lowest, then by type.</summary>
    public static Comparer<QueueKey> Order { get; } = Comparer<QueueKey>.Create(
        (a, b) => a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : string.CompareOrdinal(a.Type, b.Type));

    /// <summary>The pairs of priority and type for which jobs are queued.</summary>
    public IEnumerable<QueueKey> Keys => _queued.Keys;

    public static QueueKey KeyOf(Job job) => new(job.Priority, job.Type);

    public void Add(Job job)
    {
        if (!_queued.TryGetValue(KeyOf(job), out var queued))
            _queued[KeyOf(job)] = queued = new SortedSet<Job>(s_dueFirst);
        queued.Add(job);
    }

    public void Remove(Job job)
    {
        if (_queued.TryGetValue(KeyOf(job), out var queued) && queued.Remove(job) && queued.Count == 0)
            _queued.Remove(KeyOf(job));
    }

    /// <inheritdoc cref="IJobRows.NextQueueKey"/>
    public QueueKey? NextQueueKey(QueueKey after) => Next(_queued.Keys, after);

    /// <summary>
    /// Searches the given pairs of priority and type for the first one that comes after a given pair, in the order <see cref="Order"/>.
    /// Returns null if there is no such pair.
    /// </summary>
    public static QueueKey? Next(IEnumerable<QueueKey> keys, QueueKey after) =>
        keys.Where(key => Order.Compare(key, after) > 0).Order(Order).Select(key => (QueueKey?)key).FirstOrDefault();

    /// <summary>Returns the queued jobs of one priority and type that are due at the given time, ordered by their due times.</summary>
    public IEnumerable<Job> Due(QueueKey key, DateTime now) => Of(key).TakeWhile(job => job.Due <= now);

    /// <inheritdoc cref="IJobRows.NextDue"/>
    public DateTime? NextDue(QueueKey key, DateTime after) => Of(key).SkipWhile(job => job.Due <= after).FirstOrDefault()?.Due;

    private SortedSet<Job> Of(QueueKey key) => _queued.TryGetValue(key, out var jobs) ? jobs : [];
}
