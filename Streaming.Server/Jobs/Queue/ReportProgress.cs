namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A change of the queue that stores the progress of a job. The change is not applied if the worker has lost the lease of the job.
/// </summary>
internal sealed record ReportProgress(JobId Id, long Token, double Fraction, string? Text) : JobChange;
