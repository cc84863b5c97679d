namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that publishes an event of a job's handler to the topic of the job. If the worker has lost the lease of the job
/// (the right to run the job), the write has no effect.
/// </summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Token">The fencing token that the worker received with the job: a number that increases each time the job starts. An old
/// number shows that another worker has started the job since.</param>
/// <param name="Type">The type of the message in the topic, for example <c>result</c>.</param>
/// <param name="Value">The value of the event, as JSON in UTF-8.</param>
internal sealed record PublishJobEvent(JobId Id, long Token, string Type, byte[] Value) : JobChange;
