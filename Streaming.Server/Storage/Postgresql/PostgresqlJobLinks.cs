using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the links between jobs that a batch of changes reads, adds and settles, in memory, while the batch is processed.
/// </summary>
internal sealed class PostgresqlJobLinks(Func<JobId, Job?> find) : IJobLinkRows
{
    private readonly Dictionary<JobId, List<JobLink>> _open = [];

    /// <summary>The links that the batch adds.</summary>
    public List<JobLink> Added { get; } = [];

    /// <summary>The links that the batch settles.</summary>
    public List<JobLink> Settled { get; } = [];

    /// <summary>True if the database contains jobs whose links must be settled, so that their links must be read.</summary>
    public bool HasUnsettled { get; set; }

    /// <summary>True if the jobs whose links must be settled were read.</summary>
    public bool IsRead { get; set; }

    /// <summary>Adds a job whose links must be settled and were read from the database, at most as many as a transaction settles.</summary>
    public void AddRead(JobId after, IEnumerable<JobLink> links) => _open[after] = [.. links];

    public void Add(JobLink link) => Added.Add(link);

    public IReadOnlyList<JobLink> Open(JobId after, int limit) => [.. _open[after].Take(limit)];

    public void Settle(JobLink link)
    {
        _open[link.After].Remove(link);
        Settled.Add(link);
    }

    public IReadOnlyList<Job> Unsettled(int limit) =>
        [.. _open.Keys.Select(id => find(id)).OfType<Job>().Where(job => job.Links.Followers == FollowerState.Unsettled).Take(limit)];
}
