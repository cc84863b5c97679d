namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that stores the progress of a job. If the worker has lost the lease of the job (the right to run the job), the
/// write has no effect.
/// </summary>
internal sealed record ReportProgress(JobId Id, long Token, double Fraction, string? Text) : JobChange;
