namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Contains what the store keeps of an idempotency key: the job that was added with the key, and the hash of the job's arguments.
/// </summary>
/// <param name="Job">The id of the job that was added with the key.</param>
/// <param name="Payload">The hash of the arguments of the job, with which a second request with the key is compared; null if a second
/// request is accepted with any arguments, since only one job with the key may wait or run at a time.</param>
internal readonly record struct StoredJobKey(JobId Job, byte[]? Payload);
