namespace Streaming.Server.Jobs.Queue;

/// <summary>States that one job waits for another job.</summary>
/// <param name="Job">The id of the job that waits.</param>
/// <param name="After">The id of the job for which it waits.</param>
/// <param name="Kind">The reason for which it waits.</param>
/// <param name="Name">The name that the handler of the waiting job gave to a child; null for links of other kinds.</param>
internal readonly record struct JobLink(JobId Job, JobId After, JobLinkKind Kind, string? Name = null);
