using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Converts the connections of a job with other jobs to columns of the table <c>jobs</c>, and back. A job that waits for other jobs has a
/// due time in the far future, so that claims (requests for due jobs) do not read the job. Its real due time is in the column
/// <c>wanted</c>.
/// </summary>
internal static class SqliteLinkColumns
{
    /// <summary>The columns of the table <c>jobs</c> in the order in which <see cref="ReadLinks"/> reads them.</summary>
    public const string Names = "key, parent, waits, wanted, after_outcome, behind, children, followers";

    /// <summary>The number of columns in the list <see cref="Names"/>.</summary>
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
    public static long DueOf(Job job) => job.Links.IsBlocked ? Never : SqliteTime.From(job.Due);

    /// <summary>Adds the values of the columns <see cref="Names"/>, which are read from a row, to a job.</summary>
    /// <param name="row">The row of a query's result.</param>
    /// <param name="job">The job with the values of its other columns.</param>
    /// <param name="at">The index of the first of the columns <see cref="Names"/> in the row.</param>
    public static Job ReadLinks(this SqliteStatement row, Job job, int at)
    {
        if (row.IsNull(at + Key) && row.IsNull(at + Parent) && row.Int64(at + Waits) == 0 && row.Int64(at + Followers) == 0
            && row.Int64(at + Children) == 0 && row.Int64(at + Outcome) == 0 && row.IsNull(at + Wanted))
            return job;
        var wanted = row.IsNull(at + Wanted) ? (DateTime?)null : SqliteTime.To(row.Int64(at + Wanted));
        // A process of an earlier version that retries a job writes its due time, but does not know the column 'wanted'. The job is then no
        // longer blocked.
        var isBlocked = wanted is not null && SqliteTime.From(job.Due) == Never;
        return job with
        {
            Key = row.IsNull(at + Key) ? null : row.Text(at + Key),
            Parent = row.IsNull(at + Parent) ? null : new JobId(row.Text(at + Parent)),
            Due = isBlocked ? wanted!.Value : job.Due,
            Links = new JobLinks
            {
                IsBlocked = isBlocked,
                Waits = (int)row.Int64(at + Waits),
                AfterOutcome = (AfterOutcome)row.Int64(at + Outcome),
                Behind = row.IsNull(at + Behind) ? null : new JobId(row.Text(at + Behind)),
                Children = (int)row.Int64(at + Children),
                Followers = (FollowerState)row.Int64(at + Followers),
            },
        };
    }

    /// <summary>
    /// Passes the values of those columns that may change later to an SQL statement, as its parameters. They are in the order of the
    /// columns' names.
    /// </summary>
    /// <param name="statement">The SQL statement.</param>
    /// <param name="job">The job with the values.</param>
    /// <param name="at">The number of the first parameter.</param>
    public static SqliteStatement BindLinks(this SqliteStatement statement, Job job, int at) => statement
        .Bind(at, job.Links.Waits).Bind(at + 1, job.Links.IsBlocked ? SqliteTime.From(job.Due) : (long?)null)
        .Bind(at + 2, job.Links.Behind?.Value).Bind(at + 3, job.Links.Children).Bind(at + 4, (long)job.Links.Followers);
}
