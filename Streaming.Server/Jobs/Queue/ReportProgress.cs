namespace Streaming.Server.Jobs.Queue;

/// <summary>Reports the progress of a job. Not applied if the worker has lost the lease.</summary>
internal sealed record ReportProgress(JobId Id, long Token, double Fraction, string? Text) : JobChange;
