namespace Streaming.Server.Jobs.Handlers.Retention;

/// <summary>
/// Contains the result of a job of type <c>retention</c>: the numbers of deleted jobs and files, and the number of bytes that were returned
/// to the disk.
/// </summary>
internal sealed record RetentionResult(int Jobs, int Files, long FreedBytes);
