namespace Streaming.Server.Jobs.Queue;

/// <summary>A job with all that is kept of it but its result.</summary>
/// <param name="Job">The job.</param>
/// <param name="Arguments">Its arguments: JSON in UTF-8.</param>
/// <param name="Errors">What went wrong, attempt by attempt.</param>
internal sealed record JobDetails(Job Job, byte[] Arguments, IReadOnlyList<JobError> Errors);
