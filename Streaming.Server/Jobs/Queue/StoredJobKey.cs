namespace Streaming.Server.Jobs.Queue;

/// <summary>A stored idempotency key of a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Payload">The hash of the request; null for the key of a single job.</param>
internal readonly record struct StoredJobKey(JobId Job, byte[]? Payload);
