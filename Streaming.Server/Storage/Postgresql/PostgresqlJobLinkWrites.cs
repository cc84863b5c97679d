using Npgsql;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Writes the changes that a batch makes to links between jobs (one job waits for another), and to the columns of jobs that describe links.
/// Most batches change no links. So these columns have SQL statements of their own, and the statements that write all other columns stay
/// short.
/// </summary>
internal static class PostgresqlJobLinkWrites
{
    // This transaction holds the locks of these rows: it has inserted them, or has updated them and checked their versions.
    private const string Update = """
        UPDATE streaming.jobs j SET key = u.key, parent = u.parent, waits = u.waits, wanted = u.wanted, after_outcome = u.after_outcome,
            behind = u.behind, children = u.children, followers = u.followers
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) u(id, key, parent, waits, wanted, after_outcome, behind, children, followers)
        WHERE j.id = u.id
        """;

    private const string Insert = """
        INSERT INTO streaming.job_links (job, "after", kind, name, settled)
        SELECT u.job, u."after", u.kind, u.name, false FROM unnest($1, $2, $3, $4) u(job, "after", kind, name)
        """;

    private const string Settle = """
        UPDATE streaming.job_links l SET settled = true FROM unnest($1, $2, $3) u(job, "after", kind)
        WHERE l."after" = u."after" AND l.job = u.job AND l.kind = u.kind
        """;

    /// <summary>
    /// Adds the SQL statements that write links (one job waits for another), after the statements that write the jobs. These statements
    /// return no results.
    /// </summary>
    public static void Add(NpgsqlBatch commands, PostgresqlJobRows rows)
    {
        var linked = rows.Jobs.Where(row => row.HasChangedLinks).Select(row => row.Job).ToList();
        if (linked.Count > 0)
            AddUpdate(commands.Add(Update), linked);
        if (rows.LinkRows.Added is { Count: > 0 } added)
            AddKeys(commands.Add(Insert), added).Texts(added.Select(link => PostgresqlText.Of(link.Name)));
        if (rows.LinkRows.Settled is { Count: > 0 } settled)
            AddKeys(commands.Add(Settle), settled);
    }

    private static void AddUpdate(NpgsqlParameterCollection parameters, List<Job> jobs) => parameters
        .Texts(jobs.Select(job => job.Id.Value)).Texts(jobs.Select(job => job.Key)).Texts(jobs.Select(job => job.Parent?.Value))
        .Integers(jobs.Select(job => job.Links.Waits))
        .Bigints(jobs.Select(job => job.Links.IsBlocked ? PostgresqlTime.From(job.Due) : (long?)null))
        .Smallints(jobs.Select(job => (int)job.Links.AfterOutcome)).Texts(jobs.Select(job => job.Links.Behind?.Value))
        .Integers(jobs.Select(job => job.Links.Children)).Smallints(jobs.Select(job => (int)job.Links.Followers));

    private static NpgsqlParameterCollection AddKeys(NpgsqlParameterCollection parameters, List<JobLink> links) => parameters
        .Texts(links.Select(link => link.Job.Value)).Texts(links.Select(link => link.After.Value))
        .Smallints(links.Select(link => (int)link.Kind));
}
