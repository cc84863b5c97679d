using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>The rows of a queue inside one transaction, for <see cref="JobTransaction"/>.</summary>
internal interface IJobRows
{
    Job? Find(JobId id);

    byte[] ReadArguments(JobId id);

    void Insert(Job job, byte[] arguments);

    /// <summary>Writes all values of the job that can change.</summary>
    void Update(Job job);

    void AddError(JobId id, JobError error);

    void SetResult(JobId id, byte[] result);

    /// <summary>The job that a key has added at or after a time, with the hash of its payload.</summary>
    StoredJobKey? FindKey(string type, string key, DateTime since);

    void SaveKey(string type, IdempotencyKey key, JobId id, DateTime time);

    /// <summary>The key of queued jobs that follows another key, by priority from the highest to the lowest, then by type.</summary>
    /// <param name="after">The key before it. An empty <see cref="QueueKey.Type"/> stands before the first type of the priority.</param>
    QueueKey? NextKind(QueueKey after);

    /// <summary>The due jobs of a key, ordered by their due times.</summary>
    IReadOnlyList<Job> Due(QueueKey kind, DateTime now, int limit);

    /// <summary>The first due time of the queued jobs of a key after a time.</summary>
    DateTime? NextDue(QueueKey kind, DateTime after);

    /// <summary>The running jobs whose lease has expired.</summary>
    IReadOnlyList<Job> Expired(DateTime now, int limit);

    /// <summary>The time at which the first lease expires.</summary>
    DateTime? NextExpiry();

    Schedule? FindSchedule(string name);

    /// <summary>Creates or replaces a schedule.</summary>
    void SaveSchedule(Schedule schedule);

    void DeleteSchedule(string name);

    AppendResult Append(AppendRequest append);
}
