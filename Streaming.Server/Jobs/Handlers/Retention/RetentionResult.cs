namespace Streaming.Server.Jobs.Handlers.Retention;

/// <summary>The result of the nightly trim: the numbers of deleted jobs and files, and the bytes that were returned to the disk.</summary>
internal sealed record RetentionResult(int Jobs, int Files, long FreedBytes);
