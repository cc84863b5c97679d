using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Holds an idempotency key of a job in memory, while a batch of changes of the job queue is processed.</summary>
/// <param name="Type">The type of the jobs to which the key applies.</param>
/// <param name="Key">The text of the idempotency key.</param>
internal sealed record PostgresqlJobKeyRow(string Type, string Key)
{
    /// <summary>The id of the job that was stored under the key before this batch of changes; null if the key was not stored.</summary>
    public string? JobBefore { get; init; }

    /// <summary>
    /// The job and the payload that are stored under the key after this batch of changes; null if the key is no longer stored.
    /// </summary>
    public StoredJobKey? Stored { get; init; }

    /// <summary>The time at which the key was last used (UTC).</summary>
    public DateTime Time { get; init; }

    public bool IsChanged { get; init; }
}
