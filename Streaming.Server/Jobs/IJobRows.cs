using Streaming.Server.Messages;
using Streaming.Server.Topics;

namespace Streaming.Server.Jobs;

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
    KeptJobKey? FindKey(string type, string key, DateTime since);

    void SaveKey(string type, IdempotencyKey key, JobId id, DateTime time);

    /// <summary>The first kind of queued jobs after another, by priority from the highest down, then by type.</summary>
    /// <param name="after">The kind before it; with <see cref="JobKind.Type"/> empty, the first one of that priority counts.</param>
    JobKind? NextKind(JobKind after);

    /// <summary>The queued jobs of a kind that are due, those that were due first, first.</summary>
    IReadOnlyList<Job> Due(JobKind kind, DateTime now, int limit);

    /// <summary>When the first queued job of a kind becomes due after a time.</summary>
    DateTime? NextDue(JobKind kind, DateTime after);

    /// <summary>The running jobs whose lease has run out.</summary>
    IReadOnlyList<Job> Expired(DateTime now, int limit);

    /// <summary>When the first lease runs out.</summary>
    DateTime? NextExpiry();

    Schedule? FindSchedule(string name);

    /// <summary>Makes or replaces it.</summary>
    void SaveSchedule(Schedule schedule);

    void DeleteSchedule(string name);

    AppendResult Append(Append append);
}

/// <summary>Queued jobs of one priority and type.</summary>
/// <param name="Priority">The priority.</param>
/// <param name="Type">The type.</param>
internal readonly record struct JobKind(int Priority, string Type);

/// <summary>What is kept of a job's idempotency key.</summary>
/// <param name="Job">The job.</param>
/// <param name="Payload">The hash of the request; null for the key of a single job.</param>
internal readonly record struct KeptJobKey(JobId Job, byte[]? Payload);
