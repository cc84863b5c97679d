namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that stores the progress of a job. The write has no effect if the worker has lost the lease of the job (its
/// right to run the job).
/// </summary>
internal sealed record ReportProgress(JobId Id, long Token, double Fraction, string? Text) : JobChange;
