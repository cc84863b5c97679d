namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Describes one change of the job queue, for example a new job or the end of an attempt. All changes that wait are written together in one
/// transaction, see <see cref="JobBatch"/>.
/// </summary>
internal abstract record JobChange;
