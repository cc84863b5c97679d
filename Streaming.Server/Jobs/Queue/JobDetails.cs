namespace Streaming.Server.Jobs.Queue;

/// <summary>A job with its arguments and errors, without its result.</summary>
/// <param name="Job">The job.</param>
/// <param name="Arguments">Its arguments: JSON in UTF-8.</param>
/// <param name="Errors">The errors of its attempts.</param>
internal sealed record JobDetails(Job Job, byte[] Arguments, IReadOnlyList<JobError> Errors);
