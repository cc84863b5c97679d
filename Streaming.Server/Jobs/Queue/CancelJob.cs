namespace Streaming.Server.Jobs.Queue;

/// <summary>Cancels a job: at once if it is queued, through its worker if it runs. Not applied if the job has ended.</summary>
internal sealed record CancelJob(JobId Id) : JobChange;
