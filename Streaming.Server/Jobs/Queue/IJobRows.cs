using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Reads and writes the rows of a store's job queue inside one transaction. <see cref="JobTransaction"/> applies the rules of the queue to
/// these rows.
/// </summary>
internal interface IJobRows
{
    /// <summary>The links between jobs: which job waits for which other job.</summary>
    IJobLinkRows Links { get; }

    Job? Find(JobId id);

    /// <summary>Returns a job that a worker has just claimed, with its arguments and the trace context of its enqueuer.</summary>
    ClaimedJob ReadClaimed(Job job);

    void Insert(Job job, byte[] arguments, TraceContext? trace);

    /// <summary>Updates the row of a job with the values that can change after the job was enqueued.</summary>
    void Update(Job job);

    void AddError(JobId id, JobError error);

    void SetResult(JobId id, byte[] result);

    /// <summary>
    /// Returns the job that was added with an idempotency key, and the hash of the job's arguments. Null if no job was added with this key
    /// at the given time or later.
    /// </summary>
    StoredJobKey? FindKey(string type, string key, DateTime since);

    void SaveKey(string type, IdempotencyKey key, JobId id, DateTime time);

    /// <summary>
    /// Returns the next pair of priority and type for which jobs are queued, so that the caller can visit all pairs one after another.
    /// Pairs are ordered by priority from the highest to the lowest, and then by type. Null after the last pair.
    /// </summary>
    /// <param name="after">The previous pair, after which to search. A pair with an empty <see cref="QueueKey.Type"/> comes before all
    /// types of its priority.</param>
    QueueKey? NextQueueKey(QueueKey after);

    /// <summary>Returns the due jobs of one priority and type, ordered by their due times.</summary>
    IReadOnlyList<Job> Due(QueueKey key, DateTime now, int limit);

    /// <summary>Returns whether at least one job of the given priority and type is due.</summary>
    bool HasDue(QueueKey key, DateTime now) => Due(key, now, 1).Count > 0;

    /// <summary>
    /// Returns the earliest due time, after a given time, of the queued jobs of one priority and type; null if no job is due after that
    /// time.
    /// </summary>
    DateTime? NextDue(QueueKey key, DateTime after);

    /// <summary>
    /// Returns the running jobs whose lease (the right of a worker to run the job) has expired, because their workers did not extend it in
    /// time.
    /// </summary>
    IReadOnlyList<Job> Expired(DateTime now, int limit);

    /// <summary>
    /// Returns the earliest time at which the lease (the right of a worker to run the job) of a running job expires; null if no job is
    /// running.
    /// </summary>
    DateTime? NextExpiry();

    /// <summary>Returns all pauses of the job queue.</summary>
    JobPauses ReadPauses();

    /// <summary>Stores a pause, or replaces the pause of the same type.</summary>
    void SavePause(JobPause pause);

    void DeletePause(string type);

    /// <summary>
    /// Returns how many jobs of a type all processes are running, and when jobs of the type were started. Null if this cannot be known now,
    /// because another process is claiming jobs of the type at this moment. Until the end of the transaction, no other process starts jobs
    /// of the type.
    /// </summary>
    JobTypeUse? FindUse(string type, JobTypeBounds bounds);

    /// <summary>Stores the times at which jobs of a type were recently started. Used for types with a maximum rate.</summary>
    /// <param name="type">The job type.</param>
    /// <param name="starts">The recent starts of jobs of the type, including those of this transaction.</param>
    void SaveStarts(string type, RecentStarts starts);

    Schedule? FindSchedule(string name);

    /// <summary>Creates a schedule, or replaces the schedule of the same name.</summary>
    void SaveSchedule(Schedule schedule);

    /// <summary>Deletes a schedule and the records of its firings (the times at which it was due).</summary>
    void DeleteSchedule(string name);

    /// <summary>
    /// Returns a job that a schedule has enqueued and that has not ended. If all jobs of the schedule have ended, returns null.
    /// </summary>
    JobId? FindOpenJob(string schedule);

    /// <summary>
    /// Adds the records of a schedule's firings (the times at which it was due), oldest first, and deletes earlier records. The last
    /// <see cref="ScheduleFiring.Kept"/> records remain, and also those whose jobs have not ended.
    /// </summary>
    void AddFirings(string schedule, IReadOnlyList<ScheduleFiring> firings);

    AppendResult Append(AppendRequest append);
}
