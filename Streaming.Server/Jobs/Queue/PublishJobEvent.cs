namespace Streaming.Server.Jobs.Queue;

/// <summary>Publishes an event of a handler to its job's topic. Not applied if the worker has lost the lease.</summary>
/// <param name="Id">The job.</param>
/// <param name="Token">The fencing token of the claim.</param>
/// <param name="Type">The message's type.</param>
/// <param name="Value">JSON in UTF-8.</param>
internal sealed record PublishJobEvent(JobId Id, long Token, string Type, byte[] Value) : JobChange;
