using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the rows that a batch of changes of the job queue needs, in memory. <see cref="PostgresqlJobReads"/> reads the rows, the rules of
/// <see cref="JobTransaction"/> change them, and <see cref="PostgresqlJobWrites"/> writes the changes to the database.
/// </summary>
internal sealed class PostgresqlJobRows(JobBatchNames names) : IJobRows
{
    private readonly Dictionary<string, PostgresqlJobRow> _jobs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(names.Jobs, StringComparer.Ordinal);
    private readonly Dictionary<(string Type, string Key), PostgresqlJobKeyRow> _keys = [];
    private readonly Dictionary<string, PostgresqlScheduleRow> _schedules = new(StringComparer.Ordinal);
    private readonly List<(string Schedule, JobId Job)> _openJobs = [];
    private readonly Dictionary<QueueKey, DateTime?> _nextDue = [];
    private readonly QueuedJobs _queued = new();
    private PostgresqlJobLinks? _links;
    private DateTime? _nextExpiry;

    /// <summary>The links between jobs (one job waits for another) that the batch of changes reads or modifies.</summary>
    public PostgresqlJobLinks LinkRows => _links ??= new PostgresqlJobLinks(Find);

    public IJobLinkRows Links => LinkRows;

    /// <summary>All jobs that were read from the database or added by the batch of changes.</summary>
    public IEnumerable<PostgresqlJobRow> Jobs => _jobs.Values;

    public IEnumerable<PostgresqlJobKeyRow> Keys => _keys.Values;

    public IReadOnlyDictionary<string, PostgresqlScheduleRow> Schedules => _schedules;

    /// <summary>The firings of schedules (times at which they were due) that the batch of changes adds.</summary>
    public List<ScheduleFiring> Firings { get; } = [];

    /// <summary>
    /// The events that the batch of changes publishes to the topics of jobs, in the order of their publication. The database assigns their
    /// offsets later, when they are written.
    /// </summary>
    public List<AppendRequest> Events { get; } = [];

    /// <summary>
    /// For each priority and type that the claim (the request for due jobs) has visited: the earliest due time of the queued jobs.
    /// </summary>
    public Dictionary<QueueKey, DateTime> FirstDue { get; } = [];

    /// <summary>The pauses of the job queue, and the running and recently started jobs of job types that have limits.</summary>
    public PostgresqlJobLimits Limits { get; } = new();

    /// <summary>
    /// The jobs that applications have enqueued in their own transactions, and that this batch of changes moves to the queue.
    /// </summary>
    public List<EnqueueJob> Requests { get; } = [];

    /// <summary>
    /// Whether the database may have more due jobs than were read. This is possible if a group of job types has received as many jobs as it
    /// has free slots (places for running jobs).
    /// </summary>
    public bool MayHaveMore { get; set; }

    /// <summary>Whether the batch of changes has modified any row or published any event.</summary>
    public bool HasChanges => Events.Count > 0 || Requests.Count > 0 || _jobs.Values.Any(row => row.IsNew || row.IsChanged)
        || _keys.Values.Any(key => key.IsChanged) || _schedules.Values.Any(row => row.IsChanged) || Limits.HasChanges;

    /// <summary>Adds a job that was read from the database.</summary>
    public void Add(PostgresqlJobRow row)
    {
        if (_jobs.TryGetValue(row.Job.Id.Value, out var before))
            _queued.Remove(before.Job);
        _jobs[row.Job.Id.Value] = row;
        _missing.Remove(row.Job.Id.Value);
        AddIfQueued(row.Job);
    }

    /// <summary>
    /// Adds an idempotency key that was read from the database. If the job of the key still exists, the job must be added first.
    /// </summary>
    public void Add(PostgresqlJobKeyRow key)
    {
        _keys[(key.Type, key.Key)] = key;
        if (!_jobs.ContainsKey(key.JobBefore!))
            _missing.Add(key.JobBefore!);
    }

    /// <summary>Records that a job does not exist in the database, so that the database is not searched for it again.</summary>
    public void AddMissing(JobId id) => _missing.Add(id.Value);

    /// <summary>Adds a schedule that was read from the database.</summary>
    public void Add(Schedule schedule) => _schedules[schedule.Name] = new PostgresqlScheduleRow(schedule.Version, schedule);

    /// <summary>Adds a job of a schedule that was read from the database. The job had not ended when it was read.</summary>
    public void AddOpenJob(string schedule, JobId job) => _openJobs.Add((schedule, job));

    /// <summary>Adds a pair of priority and type of queued jobs, which was read from the database.</summary>
    /// <param name="kind">The pair of priority and type.</param>
    /// <param name="firstDue">The earliest due time of all queued jobs; null if none is queued.</param>
    /// <param name="nextDue">The earliest due time of the jobs that are not due yet; null if there is no such job.</param>
    public void Add(QueueKey kind, DateTime? firstDue, DateTime? nextDue)
    {
        if (firstDue is { } first)
            FirstDue[kind] = first;
        if (firstDue is not null || nextDue is not null)
            _nextDue[kind] = nextDue;
    }

    public void Add(JobPause pause) => Limits.Add(pause);

    /// <summary>Adds the jobs of a type that all nodes together run and have recently started.</summary>
    /// <param name="type">The job type.</param>
    /// <param name="running">The number of running jobs of the type, not counting the jobs that the batch changes.</param>
    /// <param name="starts">The recent starts of jobs of the type, in their stored form.</param>
    public void AddUse(string type, int running, byte[] starts) => Limits.Add(type, running, starts);

    /// <summary>Records when the next job lease (the right of a worker to run a job) expires, among the jobs that were not read.</summary>
    public void SetNextExpiry(DateTime? time) => _nextExpiry = time;

    public Job? Find(JobId id) =>
        _jobs.TryGetValue(id.Value, out var row) ? row.Job
            : _missing.Contains(id.Value) ? null
            : throw new InvalidOperationException($"Job {id} is changed by the batch but was not read.");

    /// <summary>
    /// Returns the job without its arguments and its trace context, because these are read later, together with the writes of the batch.
    /// </summary>
    public ClaimedJob ReadClaimed(Job job) => new(job, []);

    public void Insert(Job job, byte[] arguments, TraceContext? trace)
    {
        _jobs.Add(job.Id.Value, new PostgresqlJobRow(job, version: 0) { Arguments = arguments, Trace = trace });
        AddIfQueued(job);
    }

    public void Update(Job job)
    {
        var row = _jobs[job.Id.Value];
        if (row.Job.State == JobState.Queued)
            _queued.Remove(row.Job);
        (row.Job, row.IsChanged) = (job, true);
        AddIfQueued(job);
    }

    public void AddError(JobId id, JobError error)
    {
        var row = _jobs[id.Value];
        row.Errors.Add(error);
        row.IsChanged = true;
    }

    public void SetResult(JobId id, byte[] result)
    {
        var row = _jobs[id.Value];
        (row.Result, row.IsChanged) = (result, true);
    }

    public StoredJobKey? FindKey(string type, string key, DateTime since) =>
        _keys.TryGetValue((type, key), out var row) && row.Time >= since ? row.Stored : null;

    public void SaveKey(string type, IdempotencyKey key, JobId id, DateTime time) => _keys[(type, key.Text)] =
        (_keys.GetValueOrDefault((type, key.Text)) ?? new PostgresqlJobKeyRow(type, key.Text)) with
        {
            Stored = new StoredJobKey(id, key.Payload),
            Time = time,
            IsChanged = true,
        };

    public QueueKey? NextQueueKey(QueueKey after) => QueuedJobs.Next(_queued.Keys.Concat(_nextDue.Keys), after);

    public IReadOnlyList<Job> Due(QueueKey kind, DateTime now, int limit) => [.. _queued.Due(kind, now).Take(limit)];

    // If a limit of the type is reached, its due jobs are not read. Only the due time of the first one is read.
    public bool HasDue(QueueKey kind, DateTime now) =>
        (FirstDue.TryGetValue(kind, out var first) && first <= now) || _queued.Due(kind, now).Any();

    public DateTime? NextDue(QueueKey kind, DateTime after) =>
        Earlier(_queued.NextDue(kind, after), _nextDue.GetValueOrDefault(kind));

    public IReadOnlyList<Job> Expired(DateTime now, int limit) =>
        [.. Running.Where(job => job.Lease < now).OrderBy(job => job.Lease).Take(limit)];

    public DateTime? NextExpiry() => Earlier(Running.Min(job => job.Lease), _nextExpiry);

    public JobPauses ReadPauses() => Limits.Pauses();

    public void SavePause(JobPause pause) => Limits.Save(pause);

    public void DeletePause(string type) => Limits.DeletePause(type);

    // The database has counted those running jobs that the batch does not change. The jobs that the batch changes are in memory, and are
    // counted here.
    public JobTypeUse? FindUse(string type, JobTypeBounds bounds) => Limits.UseOf(type) is not { } use ? null
        : use with { Running = use.Running + Running.Count(job => job.Type == type && names.Jobs.Contains(job.Id.Value)) };

    public void SaveStarts(string type, RecentStarts starts) => Limits.Save(type, starts);

    public Schedule? FindSchedule(string name) => _schedules.GetValueOrDefault(name)?.Schedule;

    public void SaveSchedule(Schedule schedule) => Change(schedule.Name, schedule);

    public void DeleteSchedule(string name)
    {
        Change(name, schedule: null);
        Firings.RemoveAll(firing => firing.Schedule == name);
        _openJobs.RemoveAll(open => open.Schedule == name);
    }

    public JobId? FindOpenJob(string schedule)
    {
        foreach (var (name, job) in _openJobs)
        {
            // A change of this batch may have ended the job, so the row in memory is checked too.
            if (name == schedule && !(_jobs.TryGetValue(job.Value, out var row) && row.Job.HasEnded))
                return job;
        }

        return null;
    }

    public void AddFirings(string schedule, IReadOnlyList<ScheduleFiring> firings)
    {
        Firings.AddRange(firings);
        _openJobs.AddRange(firings.Where(firing => firing.Job is not null).Select(firing => (schedule, firing.Job!.Value)));
    }

    /// <summary>
    /// Keeps an event of a job until the batch is written. The returned result has no offset, since the database assigns the offset later.
    /// </summary>
    public AppendResult Append(AppendRequest append)
    {
        Events.Add(append);
        // The job counts as changed, so that the write checks the version of its row. Without this check, an event could be published after
        // another node has ended the attempt of the job.
        _jobs[append.Topic.Value[TopicNamespaces.Job.Length..]].IsChanged = true;
        return default;
    }

    private IEnumerable<Job> Running => _jobs.Values.Select(row => row.Job).Where(job => job.State == JobState.Running);

    private static DateTime? Earlier(DateTime? a, DateTime? b) => a is null || b < a ? b : a;

    private void AddIfQueued(Job job)
    {
        if (job is { State: JobState.Queued, Links.IsBlocked: false })
            _queued.Add(job);
    }

    private void Change(string name, Schedule? schedule) =>
        _schedules[name] = new PostgresqlScheduleRow(_schedules.GetValueOrDefault(name)?.VersionBefore, schedule, IsChanged: true);
}
