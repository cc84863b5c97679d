using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the links between jobs (one job waits for another) in memory while a batch of changes is processed: the links that the batch
/// reads, adds and completes.
/// </summary>
internal sealed class PostgresqlJobLinks(Func<JobId, Job?> find) : IJobLinkRows
{
    private readonly Dictionary<JobId, List<JobLink>> _open = [];

    /// <summary>The links (one job waits for another) that the batch of changes adds.</summary>
    public List<JobLink> Added { get; } = [];

    /// <summary>The links (one job waits for another) that the batch of changes marks as no longer open.</summary>
    public List<JobLink> Settled { get; } = [];

    /// <summary>
    /// True if the database contains ended jobs whose waiting jobs are not informed yet, so that the links of these jobs must be read.
    /// </summary>
    public bool HasUnsettled { get; set; }

    /// <summary>True if the ended jobs were read whose waiting jobs are not informed yet.</summary>
    public bool IsRead { get; set; }

    /// <summary>
    /// Adds the open links of an ended job (other jobs still wait for it), which were read from the database, at most as many as one
    /// transaction completes.
    /// </summary>
    public void AddRead(JobId after, IEnumerable<JobLink> links) => _open[after] = [.. links];

    public void Add(JobLink link)
    {
        Added.Add(link);
        // The new job waits for a job that has already ended. So this batch may inform all jobs that wait for that job.
        if (_open.TryGetValue(link.After, out var open))
            open.Add(link);
    }

    public IReadOnlyList<JobLink> Open(JobId after, int limit) => [.. _open[after].Take(limit)];

    public void Settle(JobLink link)
    {
        _open[link.After].Remove(link);
        Settled.Add(link);
    }

    public IReadOnlyList<Job> Unsettled(int limit) =>
        [.. _open.Keys.Select(id => find(id)).OfType<Job>().Where(job => job.Links.Followers == FollowerState.Unsettled).Take(limit)];
}
