namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that publishes an event of a job's handler to the topic of the job. The write has no effect if the worker has
/// lost the lease of the job (its right to run the job).
/// </summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Token">The fencing token that the worker received with the job: a number that increases each time the job starts. It shows
/// whether another worker has started the job since then.</param>
/// <param name="Type">The type of the message in the topic, for example <c>result</c>.</param>
/// <param name="Value">The value of the event, as JSON in UTF-8.</param>
internal sealed record PublishJobEvent(JobId Id, long Token, string Type, byte[] Value) : JobChange;
