using Microsoft.Data.Sqlite;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Holds the prepared SQL statements that read and change the links between jobs (one job waits for another), on the connection for
/// writing. The statements run inside a transaction that the caller has begun.
/// </summary>
internal sealed class SqliteJobLinks(SqliteConnection connection) : IJobLinkRows, IDisposable
{
    private readonly SqliteStatement _add = new(
        connection, "INSERT INTO job_links (job, \"after\", kind, name, settled) VALUES (?1, ?2, ?3, ?4, 0)");
    private readonly SqliteStatement _open = new(
        connection, "SELECT job, \"after\", kind, name FROM job_links WHERE \"after\" = ?1 AND settled = 0 LIMIT ?2");
    private readonly SqliteStatement _settle = new(
        connection, "UPDATE job_links SET settled = 1 WHERE \"after\" = ?1 AND job = ?2 AND kind = ?3");
    private readonly SqliteStatement _unsettled = new(
        connection, $"SELECT {SqliteJobColumns.Job} FROM jobs WHERE followers = 2 ORDER BY id LIMIT ?1");

    public void Add(JobLink link) =>
        _add.Bind(1, link.Job.Value).Bind(2, link.After.Value).Bind(3, (long)link.Kind).Bind(4, link.Name).Run();

    public IReadOnlyList<JobLink> Open(JobId after, int limit)
    {
        var links = new List<JobLink>();
        using var rows = _open.Bind(1, after.Value).Bind(2, limit).ReadRows();
        while (_open.Step())
            links.Add(new JobLink(new JobId(_open.Text(0)), new JobId(_open.Text(1)), (JobLinkKind)_open.Int64(2),
                _open.IsNull(3) ? null : _open.Text(3)));
        return links;
    }

    public void Settle(JobLink link) => _settle.Bind(1, link.After.Value).Bind(2, link.Job.Value).Bind(3, (long)link.Kind).Run();

    public IReadOnlyList<Job> Unsettled(int limit)
    {
        var jobs = new List<Job>();
        using var rows = _unsettled.Bind(1, limit).ReadRows();
        while (_unsettled.Step())
            jobs.Add(_unsettled.ReadJob());
        return jobs;
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_add, _open, _settle, _unsettled])
            statement.Dispose();
    }
}
