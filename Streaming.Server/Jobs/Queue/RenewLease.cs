namespace Streaming.Server.Jobs.Queue;

/// <summary>Keeps a job for longer. Not applied if its worker has lost it; the outcome also says whether it is to be cancelled.</summary>
internal sealed record RenewLease(JobId Id, long Token, TimeSpan Lease) : JobChange;
