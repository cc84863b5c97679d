using Npgsql;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Converts the connections of a job with other jobs to columns of the table <c>jobs</c>, and back. A job that waits for other jobs has a
/// due time in the far future, so that claims (requests for due jobs) do not read the job. Its real due time is in the column
/// <c>wanted</c>.
/// </summary>
internal static class PostgresqlLinkColumns
{
    /// <summary>
    /// The columns of the table <c>jobs</c> (named <c>j</c> in the query) in the order in which <see cref="ReadLinks"/> reads them.
    /// </summary>
    public const string Names = "j.key, j.parent, j.waits, j.wanted, j.after_outcome, j.behind, j.children, j.followers";

    /// <summary>The number of columns in the list <see cref="Names"/>, which describe the connections of a job with other jobs.</summary>
    public const int Count = 8;

    private const int Key = 0;
    private const int Parent = 1;
    private const int Waits = 2;
    private const int Wanted = 3;
    private const int Outcome = 4;
    private const int Behind = 5;
    private const int Children = 6;
    private const int Followers = 7;

    // The due time of a job that waits for other jobs: the end of the year 9999, the latest time that a DateTime can represent.
    private const long Never = 253_402_300_799_999_999;

    /// <summary>
    /// Returns the time from which a job may run, as the column <c>due</c> stores it; a time in the far future if the job waits for others.
    /// </summary>
    public static long DueOf(Job job) => job.Links.IsBlocked ? Never : PostgresqlTime.From(job.Due);

    /// <summary>
    /// Reads the values of the columns <see cref="Names"/> (the connections with other jobs) from a row, and adds them to a job.
    /// </summary>
    /// <param name="row">The row of a query's result.</param>
    /// <param name="job">The job with the values of its other columns.</param>
    /// <param name="at">The index of the first of the columns <see cref="Names"/> in the row.</param>
    public static Job ReadLinks(this NpgsqlDataReader row, Job job, int at)
    {
        var wanted = row.TimeOrNull(at + Wanted);
        // A process of an earlier version that retries a job writes its due time, but does not know the column 'wanted'. The job is then no
        // longer blocked.
        var isBlocked = wanted is not null && PostgresqlTime.From(job.Due) == Never;
        var links = new JobLinks
        {
            IsBlocked = isBlocked,
            Waits = row.GetInt32(at + Waits),
            AfterOutcome = (AfterOutcome)row.GetInt16(at + Outcome),
            Behind = IdOrNull(row, at + Behind),
            Children = row.GetInt32(at + Children),
            Followers = (FollowerState)row.GetInt16(at + Followers),
        };
        var (key, parent) = (row.TextOrNull(at + Key), IdOrNull(row, at + Parent));
        return key is null && parent is null && links == JobLinks.None ? job
            : job with { Key = key, Parent = parent, Due = isBlocked ? wanted!.Value : job.Due, Links = links };
    }

    private static JobId? IdOrNull(NpgsqlDataReader row, int column) => row.TextOrNull(column) is { } id ? new JobId(id) : null;
}
