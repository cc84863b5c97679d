namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// The data that the store keeps for an idempotency key: the job that was added with the key, and the hash of the job's arguments.
/// </summary>
/// <param name="Job">The id of the job that was added with the key.</param>
/// <param name="Payload">The hash of the job's arguments, with which a second request with the key is compared. Null if only one job with
/// the key may wait or run at a time: a second request is then accepted with any arguments.</param>
internal readonly record struct StoredJobKey(JobId Job, byte[]? Payload);
