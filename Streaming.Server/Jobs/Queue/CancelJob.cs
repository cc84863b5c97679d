namespace Streaming.Server.Jobs.Queue;

/// <summary>Cancels a job: at once if it waits, by telling its worker if it runs. Not applied if it has ended.</summary>
internal sealed record CancelJob(JobId Id) : JobChange;
