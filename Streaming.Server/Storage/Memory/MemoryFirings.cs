using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Keeps the last firings of each schedule (the times at which it was due, with their jobs) in memory. The class is not thread-safe: only a
/// thread that holds the lock of the job queue may use it.
/// </summary>
/// <param name="find">A function that returns a job; null if the job does not exist.</param>
internal sealed class MemoryFirings(Func<JobId, Job?> find)
{
    private readonly SortedDictionary<string, List<ScheduleFiring>> _bySchedule = new(StringComparer.Ordinal);

    /// <inheritdoc cref="IJobRows.FindOpenJob"/>
    public JobId? FindOpenJob(string schedule) => Of(schedule).Find(IsOpen)?.Job;

    /// <inheritdoc cref="IJobRows.AddFirings"/>
    public void Add(string schedule, IReadOnlyList<ScheduleFiring> firings)
    {
        List<ScheduleFiring> all = [.. Of(schedule), .. firings];
        _bySchedule[schedule] = [.. all.Where((firing, place) => place >= all.Count - ScheduleFiring.Kept || IsOpen(firing))];
    }

    public void Delete(string schedule) => _bySchedule.Remove(schedule);

    /// <inheritdoc cref="IJobQueue.ListFiringsAsync"/>
    public IReadOnlyList<ScheduleFiring> List(string? schedule) =>
    [
        .. _bySchedule.Where(pair => schedule is null || pair.Key == schedule)
            .SelectMany(pair => pair.Value.AsEnumerable().Reverse().Take(ScheduleFiring.Kept))
            .Select(firing => firing with { Outcome = firing.Outcome ?? StateOf(firing) }),
    ];

    /// <summary>
    /// Stores the final state of a job in the record of the firing that enqueued the job. Called before the job is deleted, so that the
    /// record still shows how the job ended.
    /// </summary>
    public void SaveOutcome(Job job)
    {
        foreach (var firings in _bySchedule.Values)
        {
            var place = firings.FindIndex(firing => firing.Job == job.Id);
            if (place >= 0)
                firings[place] = firings[place] with { Outcome = job.State };
        }
    }

    private List<ScheduleFiring> Of(string schedule) => _bySchedule.GetValueOrDefault(schedule) ?? [];

    private bool IsOpen(ScheduleFiring firing) => StateOf(firing) is JobState.Queued or JobState.Running;

    private JobState? StateOf(ScheduleFiring firing) => firing.Job is { } job ? find(job)?.State : null;
}
