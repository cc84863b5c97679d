namespace Streaming.Server.Jobs.Queue;

/// <summary>States that one job waits for another job.</summary>
/// <param name="Job">The id of the job that waits.</param>
/// <param name="After">The id of the job for which it waits.</param>
/// <param name="Kind">The reason why the one job waits for the other job.</param>
/// <param name="Name">The name of the child, if the other job is a child of the waiting job; otherwise null.</param>
internal readonly record struct JobLink(JobId Job, JobId After, JobLinkKind Kind, string? Name = null);
