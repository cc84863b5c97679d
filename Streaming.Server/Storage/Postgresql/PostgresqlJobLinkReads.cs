using Npgsql;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Reads jobs that have ended, and the jobs that wait for them and are not informed yet, inside the transaction of a batch of changes. Only
/// few batches need this. The ended jobs are locked; jobs that another node has locked are skipped.
/// </summary>
internal static class PostgresqlJobLinkReads
{
    /// <summary>The SQL expression that shows whether there are ended jobs whose waiting jobs are not informed yet.</summary>
    public const string HasUnsettled = "EXISTS (SELECT 1 FROM streaming.jobs u WHERE u.followers = 2)";

    // The maximum number of ended jobs that one transaction reads.
    private const int MaxEnded = 50;

    private static readonly string s_ended = $"""
        SELECT {PostgresqlJobColumns.Job}, j.version FROM streaming.jobs j
        WHERE j.followers = 2 ORDER BY j.id LIMIT {MaxEnded} FOR UPDATE SKIP LOCKED
        """;

    private static readonly string s_links = $"""
        SELECT l.job, l."after", l.kind, l.name, {PostgresqlJobColumns.Job}, j.version
        FROM unnest($1) u(id) CROSS JOIN LATERAL (
            SELECT k.job, k."after", k.kind, k.name FROM streaming.job_links k WHERE k."after" = u.id AND NOT k.settled
            ORDER BY k.job LIMIT {JobLinkRules.MaxSettled}) l
        JOIN streaming.jobs j ON j.id = l.job
        """;

    public static async Task ReadAsync(NpgsqlConnection connection, PostgresqlJobRows rows, CancellationToken cancellationToken)
    {
        rows.LinkRows.IsRead = true;
        var ended = new List<string>();
        await using (var command = new NpgsqlCommand(s_ended, connection))
        {
            foreach (var row in await PostgresqlJobQueries.AllAsync(
                command, row => PostgresqlJobReads.ReadRow(row, 0), cancellationToken))
            {
                rows.Add(row);
                ended.Add(row.Job.Id.Value);
            }
        }

        if (ended.Count == 0)
            return;
        await using var links = new NpgsqlCommand(s_links, connection);
        links.Parameters.Texts(ended);
        var read = await PostgresqlJobQueries.AllAsync(links, ReadLink, cancellationToken);
        foreach (var (_, follower) in read)
            rows.Add(follower);
        var byEnded = read.ToLookup(pair => pair.Link.After.Value, pair => pair.Link, StringComparer.Ordinal);
        foreach (var id in ended)
            rows.LinkRows.AddRead(new JobId(id), byEnded[id]);
    }

    private static (JobLink Link, PostgresqlJobRow Follower) ReadLink(NpgsqlDataReader row)
    {
        const int Job = 4;
        var link = new JobLink(
            new JobId(row.GetString(0)), new JobId(row.GetString(1)), (JobLinkKind)row.GetInt16(2), row.TextOrNull(3));
        return (link, PostgresqlJobReads.ReadRow(row, Job));
    }
}
