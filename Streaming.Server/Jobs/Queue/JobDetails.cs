namespace Streaming.Server.Jobs.Queue;

/// <summary>A job with its arguments and errors, without its result.</summary>
/// <param name="Job">The state of the job.</param>
/// <param name="Arguments">The arguments of the job, as JSON in UTF-8.</param>
/// <param name="Errors">The errors of all attempts to run the job.</param>
internal sealed record JobDetails(Job Job, byte[] Arguments, IReadOnlyList<JobError> Errors)
{
    /// <summary>The maximum number of ids in the list of jobs for which this job waits (<see cref="WaitsFor"/>).</summary>
    public const int MaxWaitsFor = 4;

    /// <summary>The ids of some of the jobs for which this job waits; empty if it waits for none.</summary>
    public IReadOnlyList<JobId> WaitsFor { get; init; } = [];
}
