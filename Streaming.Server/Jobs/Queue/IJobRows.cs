using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>The rows of a queue inside one transaction, for <see cref="JobTransaction"/>.</summary>
internal interface IJobRows
{
    Job? Find(JobId id);

    byte[] ReadArguments(JobId id);

    void Insert(Job job, byte[] arguments);

    /// <summary>Writes all of the job that can change.</summary>
    void Update(Job job);

    void AddError(JobId id, JobError error);

    void SetResult(JobId id, byte[] result);

    /// <summary>The job that a key has added at or after a time, and the payload it had.</summary>
    StoredJobKey? FindKey(string type, string key, DateTime since);

    void SaveKey(string type, IdempotencyKey key, JobId id, DateTime time);

    /// <summary>The first kind of queued jobs after another, by priority from the highest down, then by type.</summary>
    /// <param name="after">The kind before it; with <see cref="QueueKey.Type"/> empty, the first one of that priority counts.</param>
    QueueKey? NextKind(QueueKey after);

    /// <summary>The queued jobs of a kind that are due, those that were due first, first.</summary>
    IReadOnlyList<Job> Due(QueueKey kind, DateTime now, int limit);

    /// <summary>When the first queued job of a kind becomes due after a time.</summary>
    DateTime? NextDue(QueueKey kind, DateTime after);

    /// <summary>The running jobs whose lease has run out.</summary>
    IReadOnlyList<Job> Expired(DateTime now, int limit);

    /// <summary>When the first lease runs out.</summary>
    DateTime? NextExpiry();

    Schedule? FindSchedule(string name);

    /// <summary>Makes or replaces it.</summary>
    void SaveSchedule(Schedule schedule);

    void DeleteSchedule(string name);

    AppendResult Append(AppendRequest append);
}
