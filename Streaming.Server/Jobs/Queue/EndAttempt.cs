namespace Streaming.Server.Jobs.Queue;

/// <summary>Ends an attempt. Not applied if the token is no longer the job's: its worker has lost it.</summary>
/// <param name="Id">The job.</param>
/// <param name="Token">The token that it was claimed with.</param>
/// <param name="Ending">How.</param>
internal sealed record EndAttempt(JobId Id, long Token, AttemptResult Ending) : JobChange;
