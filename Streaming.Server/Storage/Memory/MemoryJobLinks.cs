using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Keeps the links between jobs (which job waits for which other job) in memory. The class is not thread-safe: only a thread that holds the
/// lock of the job queue may use it.
/// </summary>
internal sealed class MemoryJobLinks : IJobLinkRows
{
    private readonly Dictionary<JobId, List<JobLink>> _open = [];
    private readonly Dictionary<JobId, List<JobLink>> _children = [];
    private readonly Dictionary<JobId, Job> _unsettled = [];

    public void Add(JobLink link)
    {
        AddTo(_open, link.After, link);
        if (link.Kind == JobLinkKind.Child)
            AddTo(_children, link.Job, link);
    }

    public IReadOnlyList<JobLink> Open(JobId after, int limit) => [.. _open.GetValueOrDefault(after, []).Take(limit)];

    public void Settle(JobLink link)
    {
        if (_open.TryGetValue(link.After, out var links) && links.Remove(link) && links.Count == 0)
            _open.Remove(link.After);
    }

    public IReadOnlyList<Job> Unsettled(int limit) => [.. _unsettled.Values.Take(limit)];

    /// <summary>Updates the list of ended jobs whose waiting jobs are not informed yet, after the given job has changed.</summary>
    public void Track(Job job)
    {
        if (job.Links.Followers == FollowerState.Unsettled)
            _unsettled[job.Id] = job;
        else
            _unsettled.Remove(job.Id);
    }

    /// <summary>
    /// Returns the links of a job to its children (the jobs that its handler has enqueued), in the order in which they were added.
    /// </summary>
    public IReadOnlyList<JobLink> Children(JobId parent) => _children.GetValueOrDefault(parent, []);

    public bool IsOpen(JobLink link) => _open.TryGetValue(link.After, out var links) && links.Contains(link);

    /// <summary>Returns the ids of the jobs for which a job waits, at most a given number.</summary>
    public IReadOnlyList<JobId> WaitsFor(JobId job, int limit) =>
        [.. _open.Values.SelectMany(links => links).Where(link => link.Job == job).Select(link => link.After).Distinct()
            .OrderBy(id => id.Value, StringComparer.Ordinal).Take(limit)];

    /// <summary>Removes all links (one job waits for another) from and to a deleted job.</summary>
    public void Delete(JobId id)
    {
        _unsettled.Remove(id);
        _open.Remove(id);
        _children.Remove(id);
    }

    private static void AddTo(Dictionary<JobId, List<JobLink>> lists, JobId id, JobLink link)
    {
        if (!lists.TryGetValue(id, out var links))
            lists[id] = links = [];
        links.Add(link);
    }
}
