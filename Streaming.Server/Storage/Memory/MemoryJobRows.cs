using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Keeps jobs and schedules in memory. The class is not thread-safe: only a thread that holds the lock of the job queue may use it.
/// </summary>
internal sealed class MemoryJobRows : IJobRows
{
    private readonly MemoryTopicLog _log;
    private readonly MemoryFirings _firings;
    private readonly SortedDictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private readonly QueuedJobs _queued = new();
    private readonly Dictionary<JobId, Job> _running = [];
    private readonly Dictionary<(string Type, string Key), (StoredJobKey Kept, DateTime Time)> _keys = [];
    private readonly Dictionary<string, JobPause> _pauses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long[]> _starts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Schedule> _schedules = new(StringComparer.Ordinal);
    private readonly MemoryJobLinks _links = new();

    public IJobLinkRows Links => _links;

    public MemoryJobRows(MemoryTopicLog log) => (_log, _firings) = (log, new MemoryFirings(Find));

    public Job? Find(JobId id) => _rows.GetValueOrDefault(id.Value)?.Job;

    public JobDetails? Details(JobId id) =>
        _rows.TryGetValue(id.Value, out var row)
            ? new JobDetails(row.Job, row.Arguments, [.. row.Errors])
            {
                WaitsFor = row.Job.Links.IsBlocked ? _links.WaitsFor(id, JobDetails.MaxWaitsFor) : [],
            }
            : null;

    public IReadOnlyList<ChildRow> Children(JobId parent) =>
    [
        .. _links.Children(parent).Where(link => _rows.ContainsKey(link.After.Value)).Select(link => (link, Row: _rows[link.After.Value]))
            .Select(pair => new ChildRow(pair.link.Name!, _links.IsOpen(pair.link), pair.Row.Job, [.. pair.Row.Errors])),
    ];

    public byte[]? Result(JobId id) => _rows.GetValueOrDefault(id.Value)?.Result;

    public ClaimedJob ReadClaimed(Job job) => new(job, _rows[job.Id.Value].Arguments) { Trace = _rows[job.Id.Value].Trace };

    public void Insert(Job job, byte[] arguments, TraceContext? trace)
    {
        _rows.Add(job.Id.Value, new Row(job, arguments) { Trace = trace });
        AddToIndexes(job);
    }

    public void Update(Job job)
    {
        var row = _rows[job.Id.Value];
        if (row.Job.State == JobState.Queued)
            _queued.Remove(row.Job);
        _running.Remove(job.Id);
        row.Job = job;
        AddToIndexes(job);
    }

    public void AddError(JobId id, JobError error) => _rows[id.Value].Errors.Add(error);

    public void SetResult(JobId id, byte[] result) => _rows[id.Value].Result = result;

    public StoredJobKey? FindKey(string type, string key, DateTime since) =>
        _keys.TryGetValue((type, key), out var known) && known.Time >= since ? known.Kept : null;

    public void SaveKey(string type, IdempotencyKey key, JobId id, DateTime time) =>
        _keys[(type, key.Text)] = (new StoredJobKey(id, key.Payload), time);

    public QueueKey? NextQueueKey(QueueKey after) => _queued.NextQueueKey(after);

    public IReadOnlyList<Job> Due(QueueKey key, DateTime now, int limit) => [.. _queued.Due(key, now).Take(limit)];

    public DateTime? NextDue(QueueKey key, DateTime after) => _queued.NextDue(key, after);

    public IReadOnlyList<Job> Expired(DateTime now, int limit) =>
        [.. _running.Values.Where(job => job.Lease < now).OrderBy(job => job.Lease).Take(limit)];

    public DateTime? NextExpiry() => _running.Values.Min(job => job.Lease);

    public JobPauses ReadPauses() => _pauses.Count == 0 ? JobPauses.None : new JobPauses(_pauses.Values);

    public void SavePause(JobPause pause) => _pauses[pause.Type] = pause;

    public void DeletePause(string type) => _pauses.Remove(type);

    public JobTypeUse? FindUse(string type, JobTypeBounds bounds) =>
        new(bounds.Concurrency is null ? 0 : _running.Values.Count(job => job.Type == type),
            RecentStarts.Read(_starts.GetValueOrDefault(type, [])));

    public void SaveStarts(string type, RecentStarts starts) => _starts[type] = starts.Write();

    public Schedule? FindSchedule(string name) => _schedules.GetValueOrDefault(name);

    public void SaveSchedule(Schedule schedule) => _schedules[schedule.Name] = schedule;

    public void DeleteSchedule(string name)
    {
        _schedules.Remove(name);
        _firings.Delete(name);
    }

    public JobId? FindOpenJob(string schedule) => _firings.FindOpenJob(schedule);

    public void AddFirings(string schedule, IReadOnlyList<ScheduleFiring> firings) => _firings.Add(schedule, firings);

    public AppendResult Append(AppendRequest append) => _log.Append(append, out _);

    public IReadOnlyList<ScheduleFiring> Firings(string? schedule) => _firings.List(schedule);

    public IReadOnlyList<Schedule> Schedules() => [.. _schedules.Values];

    public IReadOnlyList<Job> List(JobFilter filter) =>
    [
        .. _rows.Values.Reverse().Select(row => row.Job)
            .Where(job => filter.State is null || job.State == filter.State)
            .Where(job => filter.Type is null || job.Type == filter.Type)
            .Where(job => filter.Owner is null || job.Owner == filter.Owner)
            .Where(job => !(job.Created < filter.CreatedFrom) && !(job.Created >= filter.CreatedBefore))
            .Where(job => filter.After is not { } after || string.CompareOrdinal(job.Id.Value, after.Value) < 0)
            .Take(filter.Limit),
    ];

    public IReadOnlyList<Job> ListRunning() => [.. _running.Values];

    public JobCounts Count(DateTime now)
    {
        var waiting = new Dictionary<string, long>(StringComparer.Ordinal);
        DateTime? oldest = null;
        foreach (var key in _queued.Keys)
        {
            waiting[key.Type] = waiting.GetValueOrDefault(key.Type) + _queued.Due(key, now).Take(JobCounts.MaxCount).LongCount();
            if (_queued.Due(key, now).FirstOrDefault() is { } first && !(oldest <= first.Due))
                oldest = first.Due;
        }

        return new JobCounts(waiting, _running.Values.CountBy(job => job.Type, StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => (long)pair.Value, StringComparer.Ordinal), oldest);
    }

    public JobStats Stats(string? owner, DateTime now) => JobStats.Of(
    [
        .. _rows.Values.Select(row => row.Job).Where(job => owner is null || job.Owner == owner)
            .CountBy(job => (job.Type, job.State, IsDelayed: job.State == JobState.Queued && job.Due > now))
            .Select(pair => new JobStatsCount(pair.Key.Type, pair.Key.State, pair.Key.IsDelayed, IsOwn: true, pair.Value)),
    ]);

    public IReadOnlyList<JobId> DeleteOld(JobCutoffs cutoffs, DateTime keysBefore, int limit)
    {
        // A key is kept if its last job has not ended, or was cancelled while it waited for the previous job with the key. In the second
        // case the previous job may still be running, and a further job with the key finds it through the key.
        foreach (var (key, _) in _keys.Where(pair => pair.Value.Time < keysBefore
            && Find(pair.Value.Kept.Job) is null or { HasEnded: true, Links.Behind: null }).ToList())
            _keys.Remove(key);
        // A child (a job that the handler of another job has enqueued) is kept until its parent has ended, because the parent may still
        // read the child's result. A job is also kept while other jobs wait for it, or while a later job with the same key needs its link
        // to an earlier one.
        var old = _rows.Values.Where(row => row.Job is { HasEnded: true, Links: { Followers: FollowerState.None, Behind: null } })
            .Where(row => row.Job.Ended < cutoffs.Of(row.Job.Type))
            .Where(row => row.Job.Parent is not { } parent || Find(parent) is not { HasEnded: false }).Take(limit).ToList();
        foreach (var row in old)
        {
            _rows.Remove(row.Job.Id.Value);
            _links.Delete(row.Job.Id);
            _log.Delete(row.Job.Id.Topic);
            if (row.Job.Origin?.StartsWith("schedule:", StringComparison.Ordinal) == true)
                _firings.SaveOutcome(row.Job);
        }

        return old.ConvertAll(row => row.Job.Id);
    }

    private void AddToIndexes(Job job)
    {
        if (job.State == JobState.Running)
            _running[job.Id] = job;
        if (job is { State: JobState.Queued, Links.IsBlocked: false })
            _queued.Add(job);
        _links.Track(job);
    }

    private sealed class Row(Job job, byte[] arguments)
    {
        public Job Job { get; set; } = job;

        public byte[] Arguments { get; } = arguments;

        public TraceContext? Trace { get; init; }

        public List<JobError> Errors { get; } = [];

        public byte[]? Result { get; set; }
    }
}
