namespace Streaming.Server.Jobs.Queue;

/// <summary>Says how far a job is. Not applied if its worker has lost it.</summary>
internal sealed record ReportProgress(JobId Id, long Token, double Fraction, string? Text) : JobChange;
