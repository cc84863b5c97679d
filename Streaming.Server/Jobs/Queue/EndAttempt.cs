namespace Streaming.Server.Jobs.Queue;

/// <summary>Ends an attempt. Not applied if the job has another token: its worker has lost the lease.</summary>
/// <param name="Id">The job.</param>
/// <param name="Token">The fencing token of the claim.</param>
/// <param name="Ending">How the attempt ended.</param>
internal sealed record EndAttempt(JobId Id, long Token, AttemptResult Ending) : JobChange;
