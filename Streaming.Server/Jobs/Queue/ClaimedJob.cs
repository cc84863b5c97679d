namespace Streaming.Server.Jobs.Queue;

/// <summary>A job that a worker has claimed.</summary>
/// <param name="Job">The job, started.</param>
/// <param name="Arguments">Its arguments: JSON in UTF-8.</param>
internal sealed record ClaimedJob(Job Job, byte[] Arguments);
