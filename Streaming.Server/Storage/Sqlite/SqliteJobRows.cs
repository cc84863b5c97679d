using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Holds the prepared SQL statements that read and change jobs on the connection for writing. The statements run inside a transaction that
/// the caller has begun.
/// </summary>
internal sealed class SqliteJobRows(SqliteConnection connection, SqliteWriter topics) : IJobRows, IDisposable
{
    // The number of the first SQL parameter for the columns about the connections of a job with other jobs (SqliteLinkColumns).
    private const int FirstLink = 13;

    private readonly SqliteJobLinks _links = new(connection);
    private readonly SqliteStatement _find = new(connection, $"SELECT {SqliteJobColumns.Job} FROM jobs WHERE id = ?1");
    private readonly SqliteStatement _claimed = new(connection, "SELECT arguments, traceparent, tracestate FROM jobs WHERE id = ?1");

    private readonly SqliteStatement _insert = new(connection, """
        INSERT INTO jobs (id, state, due, started, ended, attempt, cancelling, token, lease, worker, fraction, text,
            waits, wanted, behind, children, followers,
            type, priority, created, attempts, time_limit, origin, arguments, owner, key, parent, after_outcome,
            traceparent, tracestate)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26,
            ?27, ?28, ?29, ?30)
        """);

    private readonly SqliteStatement _update = new(connection, """
        UPDATE jobs SET state = ?2, due = ?3, started = ?4, ended = ?5, attempt = ?6, cancelling = ?7, token = ?8, lease = ?9, worker = ?10,
            fraction = ?11, text = ?12, waits = ?13, wanted = ?14, behind = ?15, children = ?16, followers = ?17
        WHERE id = ?1
        """);

    private readonly SqliteStatement _addError = new(
        connection, "UPDATE jobs SET errors = json_insert(coalesce(errors, '[]'), '$[#]', json(?2)) WHERE id = ?1");
    private readonly SqliteStatement _setResult = new(connection, "UPDATE jobs SET result = ?2 WHERE id = ?1");
    private readonly SqliteStatement _findKey = new(
        connection, "SELECT job, payload FROM job_keys WHERE type = ?1 AND key = ?2 AND time >= ?3");
    private readonly SqliteStatement _saveKey = new(
        connection, "INSERT OR REPLACE INTO job_keys (type, key, job, time, payload) VALUES (?1, ?2, ?3, ?4, ?5)");
    private readonly SqliteStatement _nextType = new(
        connection, "SELECT priority, type FROM jobs WHERE state = 0 AND priority = ?1 AND type > ?2 ORDER BY type LIMIT 1");
    private readonly SqliteStatement _nextPriority = new(
        connection, "SELECT priority, type FROM jobs WHERE state = 0 AND priority < ?1 ORDER BY priority DESC, type LIMIT 1");

    private readonly SqliteStatement _due = new(connection, $"""
        SELECT {SqliteJobColumns.Job} FROM jobs WHERE state = 0 AND priority = ?1 AND type = ?2 AND due <= ?3 ORDER BY due, id LIMIT ?4
        """);

    private readonly SqliteStatement _nextDue = new(
        connection, "SELECT min(due) FROM jobs WHERE state = 0 AND priority = ?1 AND type = ?2 AND due > ?3");
    private readonly SqliteStatement _expired = new(
        connection, $"SELECT {SqliteJobColumns.Job} FROM jobs WHERE state = 1 AND lease < ?1 ORDER BY lease LIMIT ?2");
    private readonly SqliteStatement _nextExpiry = new(connection, "SELECT min(lease) FROM jobs WHERE state = 1");
    private readonly SqliteStatement _findSchedule = new(connection, $"SELECT {SqliteJobColumns.Schedule} FROM schedules WHERE name = ?1");

    private readonly SqliteStatement _saveSchedule = new(connection, $"""
        INSERT OR REPLACE INTO schedules ({SqliteJobColumns.Schedule})
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        """);

    private readonly SqliteStatement _deleteSchedule = new(connection, "DELETE FROM schedules WHERE name = ?1");
    private readonly SqliteFirings _firings = new(connection);
    private SqliteJobLimits? _limits;

    private SqliteJobLimits Limits => _limits ??= new SqliteJobLimits(connection);

    public IJobLinkRows Links => _links;

    public Job? Find(JobId id) => One(_find.Bind(1, id.Value), row => row.ReadJob());

    public ClaimedJob ReadClaimed(Job job) => One(
        _claimed.Bind(1, job.Id.Value), row => new ClaimedJob(job, row.Utf8(0).ToArray()) { Trace = row.ReadTrace(at: 1) })!;

    public void Insert(Job job, byte[] arguments, TraceContext? trace) => _insert.Bind(1, job.Id.Value).BindChanging(job)
        .BindLinks(job, FirstLink)
        .Bind(18, job.Type).Bind(19, job.Priority).Bind(20, SqliteTime.From(job.Created)).Bind(21, job.Attempts)
        .Bind(22, (long)job.TimeLimit.TotalMicroseconds).Bind(23, job.Origin).Bind(24, arguments).Bind(25, job.Owner)
        .Bind(26, job.Key).Bind(27, job.Parent?.Value).Bind(28, (long)job.Links.AfterOutcome)
        .Bind(29, trace?.Parent).Bind(30, trace?.State).Run();

    public void Update(Job job) => _update.Bind(1, job.Id.Value).BindChanging(job).BindLinks(job, FirstLink).Run();

    public void AddError(JobId id, JobError error) => _addError.Bind(1, id.Value).Bind(2, JobJson.Write(error)).Run();

    public void SetResult(JobId id, byte[] result) => _setResult.Bind(1, id.Value).Bind(2, result).Run();

    public StoredJobKey? FindKey(string type, string key, DateTime since) => One(
        _findKey.Bind(1, type).Bind(2, key).Bind(3, SqliteTime.From(since)),
        row => (StoredJobKey?)new StoredJobKey(new JobId(row.Text(0)), row.IsNull(1) ? null : row.Utf8(1).ToArray()));

    public void SaveKey(string type, IdempotencyKey key, JobId id, DateTime time) =>
        _saveKey.Bind(1, type).Bind(2, key.Text).Bind(3, id.Value).Bind(4, SqliteTime.From(time)).BindBlob(5, key.Payload).Run();

    public QueueKey? NextQueueKey(QueueKey after) =>
        One(_nextType.Bind(1, after.Priority).Bind(2, after.Type), Kind) ?? One(_nextPriority.Bind(1, after.Priority), Kind);

    public IReadOnlyList<Job> Due(QueueKey key, DateTime now, int limit) =>
        All(_due.Bind(1, key.Priority).Bind(2, key.Type).Bind(3, SqliteTime.From(now)).Bind(4, limit));

    public DateTime? NextDue(QueueKey key, DateTime after) =>
        One(_nextDue.Bind(1, key.Priority).Bind(2, key.Type).Bind(3, SqliteTime.From(after)), Time);

    public IReadOnlyList<Job> Expired(DateTime now, int limit) => All(_expired.Bind(1, SqliteTime.From(now)).Bind(2, limit));

    public DateTime? NextExpiry() => One(_nextExpiry, Time);

    public JobPauses ReadPauses() => Limits.ReadPauses();

    public void SavePause(JobPause pause) => Limits.SavePause(pause);

    public void DeletePause(string type) => Limits.DeletePause(type);

    public JobTypeUse? FindUse(string type, JobTypeBounds bounds) => Limits.FindUse(type, bounds);

    public void SaveStarts(string type, RecentStarts starts) => Limits.SaveStarts(type, starts);

    public Schedule? FindSchedule(string name) => One(_findSchedule.Bind(1, name), row => row.ReadSchedule());

    public void SaveSchedule(Schedule schedule) => _saveSchedule.BindSchedule(schedule).Run();

    public void DeleteSchedule(string name)
    {
        _deleteSchedule.Bind(1, name).Run();
        _firings.Delete(name);
    }

    public JobId? FindOpenJob(string schedule) => _firings.FindOpenJob(schedule);

    public void AddFirings(string schedule, IReadOnlyList<ScheduleFiring> firings) => _firings.Add(schedule, firings);

    public AppendResult Append(AppendRequest append) => topics.Append(append);

    public void Dispose()
    {
        _limits?.Dispose();
        _links.Dispose();
        foreach (var statement in (SqliteStatement[])
            [_find, _claimed, _insert, _update, _addError, _setResult, _findKey, _saveKey, _nextType, _nextPriority, _due, _nextDue,
                _expired, _nextExpiry, _findSchedule, _saveSchedule, _deleteSchedule])
            statement.Dispose();
        _firings.Dispose();
    }

    private static QueueKey? Kind(SqliteStatement row) => new QueueKey((int)row.Int64(0), row.Text(1));

    private static DateTime? Time(SqliteStatement row) => row.IsNull(0) ? null : SqliteTime.To(row.Int64(0));

    private static T? One<T>(SqliteStatement statement, Func<SqliteStatement, T?> read)
    {
        try
        {
            return statement.Step() ? read(statement) : default;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static List<Job> All(SqliteStatement statement)
    {
        var jobs = new List<Job>();
        using var rows = statement.ReadRows();
        while (statement.Step())
            jobs.Add(statement.ReadJob());
        return jobs;
    }
}
