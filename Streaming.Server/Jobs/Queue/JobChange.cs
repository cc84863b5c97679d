namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// One write to the job queue, for example a new job or the end of an attempt. All waiting writes are made together in one transaction
/// (<see cref="JobBatch"/>).
/// </summary>
internal abstract record JobChange;
