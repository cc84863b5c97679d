namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Describes one write to the job queue, for example a new job or the end of an attempt. All writes that wait are made together in one
/// transaction, see <see cref="JobBatch"/>.
/// </summary>
internal abstract record JobChange;
