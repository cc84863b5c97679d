namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A change of the queue that publishes an event of a job's handler to the topic of the job. The change is not applied if the worker has
/// lost the lease of the job.
/// </summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Token">The fencing token of the worker's claim, a number that increases with each claim of the job.</param>
/// <param name="Type">The type of the message in the topic, for example <c>result</c>.</param>
/// <param name="Value">The value of the event, as JSON in UTF-8.</param>
internal sealed record PublishJobEvent(JobId Id, long Token, string Type, byte[] Value) : JobChange;
