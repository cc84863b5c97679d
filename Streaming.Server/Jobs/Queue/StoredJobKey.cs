namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains the job that was added with an idempotency key, as the store keeps it.</summary>
/// <param name="Job">The id of the job that was added with the key.</param>
/// <param name="Payload">The hash of the arguments of the job; null for a job of which only one with its key may exist at a time.</param>
internal readonly record struct StoredJobKey(JobId Job, byte[]? Payload);
