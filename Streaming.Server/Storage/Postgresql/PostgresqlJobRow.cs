using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Holds a job and its changes in memory, while a batch of changes of the job queue is processed.</summary>
internal sealed class PostgresqlJobRow(Job job, int version)
{
    private readonly JobLinks _linksBefore = job.Links;

    public Job Job { get; set; } = job;

    /// <summary>
    /// The version of the job's row when it was read, or 0 for a new job. The write fails if the version has changed since.
    /// </summary>
    public int Version { get; } = version;

    public bool IsNew => Version == 0;

    public bool IsChanged { get; set; }

    /// <summary>
    /// Whether the columns about the connections of the job with other jobs must be written: they have changed, or the job is new and has
    /// connections.
    /// </summary>
    public bool HasChangedLinks => (IsNew && Job is not { Key: null, Parent: null })
        || Job.Links != (IsNew ? JobLinks.None : _linksBefore);

    /// <summary>
    /// The arguments of a job that this batch of changes creates, as JSON; null for a job that was read from the database.
    /// </summary>
    public byte[]? Arguments { get; init; }

    /// <summary>
    /// If this batch of changes creates the job, the trace context of the code that enqueues the job. Null in all other cases, and if there
    /// is no trace context.
    /// </summary>
    public TraceContext? Trace { get; init; }

    /// <summary>The errors that the batch of changes adds to the errors of the job.</summary>
    public List<JobError> Errors { get; } = [];

    /// <summary>The result of the job, if the batch of changes stores one; otherwise null.</summary>
    public byte[]? Result { get; set; }
}
